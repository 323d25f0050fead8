import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';

import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

import { LetterRefused } from './ports.js';
import { SmtpTransport } from './smtp.js';

const LETTER = {
  id: '01JD0000000000000000000000',
  to: { name: 'Kim “K” Lee', address: 'kim@example.org' },
  subject: 'Lab: “fit” failed',
  text: 'Grüße\n'
};

describe('SMTP', () => {
  const closing: (() => Promise<unknown>)[] = [];
  let received: { from: string; to: string[]; source: string }[];

  beforeEach(() => {
    received = [];
  });
  afterEach(async () => {
    await Promise.all(closing.splice(0).map(close => close()));
  });

  /** A mail server that keeps what it takes. */
  async function mailServer(options: SMTPServerOptions = {}): Promise<number> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          received.push({
            from: envelope.mailFrom ? envelope.mailFrom.address : '',
            to: envelope.rcptTo.map(({ address }) => address),
            source: Buffer.concat(chunks).toString('utf8')
          });
          done();
        });
      },
      ...options
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise<void>(resolve => server.close(resolve)));
    return (server.server.address() as AddressInfo).port;
  }

  const transport = (port: number, user?: string) =>
    new SmtpTransport(
      {
        host: '127.0.0.1',
        port,
        secure: false,
        from: 'LabCommons <hub@example.org>',
        ...(user && { user })
      },
      user ? 'secret' : null
    );

  it('takes a letter with all that it says', async () => {
    await transport(await mailServer()).send(LETTER);
    expect(received).toMatchObject([{ from: 'hub@example.org', to: ['kim@example.org'] }]);
    const source = received[0]?.source ?? '';
    expect(source).toMatch(/^From: LabCommons <hub@example\.org>\r$/m);
    expect(source).toMatch(
      /^Message-ID: <01jd0000000000000000000000\.labcommons@example\.org>\r$/im
    );
    expect(source).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    expect(source).toMatch(/Gr=C3=BC=C3=9Fe|R3LDvMOfZQ/);
  });

  it.each([
    [550, true],
    [451, false]
  ])('that refuses a recipient with %d is believed', async (responseCode, isFinal) => {
    const port = await mailServer({
      onRcptTo: (_address, _session, done) =>
        done(Object.assign(new Error('No such user'), { responseCode }))
    });
    const error = await transport(port)
      .send(LETTER)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LetterRefused);
    expect(error).toMatchObject({ isFinal });
  });

  it('that refuses a message for good is believed', async () => {
    const port = await mailServer({
      onData(stream, _session, done) {
        stream
          .resume()
          .on('end', () => done(Object.assign(new Error('Spam'), { responseCode: 554 })));
      }
    });
    await expect(transport(port).send(LETTER)).rejects.toMatchObject({ isFinal: true });
  });

  it('that is not there is no refusal', async () => {
    const server = createServer();
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise(resolve => server.close(resolve));
    const error = await transport(port)
      .send(LETTER)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ESOCKET' });
    expect(error).not.toBeInstanceOf(LetterRefused);
  });

  it('is told no password without TLS', async () => {
    let signIns = 0;
    const port = await mailServer({
      authOptional: false,
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => {
        signIns += 1;
        done(null, { user: 'hub' });
      }
    });
    await expect(transport(port, 'hub').send(LETTER)).rejects.toThrow(/STARTTLS|TLS/);
    expect([signIns, received]).toEqual([0, []]);
  });
});
