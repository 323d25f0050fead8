import type { AddressInfo } from 'node:net';

import { SMTPServer } from 'smtp-server';

import { SmtpTransport } from '../../src/mail/smtp.js';

/** A letter as it came. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** Source, with the lines whole. */
  readonly text: string;
}

/** A real SMTP server on loopback that keeps what it is given. */
export class MailServer {
  readonly mails: Mail[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, { envelope }, done) => {
      let source = '';
      stream.setEncoding('utf8').on('data', (chunk: string) => (source += chunk));
      stream.on('end', () => {
        this.mails.push({
          to: envelope.rcptTo.map(({ address }) => address).join(),
          subject: /^Subject: (.*)\r$/m.exec(source)?.[1] ?? '',
          // Long lines are folded by quoted-printable.
          text: source.replace(/=\r\n/g, '').replace(/=3D/g, '=')
        });
        done();
      });
    }
  });

  /** Listens. @returns how a hub sends its mail there */
  async start(): Promise<SmtpTransport> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
    const { port } = this.server.server.address() as AddressInfo;
    return new SmtpTransport(
      { host: '127.0.0.1', port, secure: false, from: 'hub@example.org' },
      null
    );
  }

  stop(): Promise<void> {
    return new Promise(resolve => this.server.close(resolve));
  }
}
