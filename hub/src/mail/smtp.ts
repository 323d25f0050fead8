import { createTransport } from 'nodemailer';

import type { MailConfig } from '../config.js';
import { type Letter, LetterRefused, type MailTransport } from './ports.js';

const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

/** Letters go to a mail server by SMTP. Credentials travel only over TLS. */
export class SmtpTransport implements MailTransport {
  private readonly transport;

  constructor(
    private readonly config: MailConfig,
    password: string | null
  ) {
    const { host, port, secure, user } = config;
    this.transport = createTransport({
      host,
      port,
      secure,
      requireTLS: user !== undefined && !secure,
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      disableFileAccess: true,
      disableUrlAccess: true
    });
  }

  async send({ id, to, subject, text }: Letter): Promise<void> {
    const { from } = this.config;
    try {
      await this.transport.sendMail({
        from,
        to,
        subject,
        text,
        messageId: `<${id.toLowerCase()}.labcommons@${domainOf(from)}>`,
        headers: { 'Auto-Submitted': 'auto-generated' }
      });
    } catch (error) {
      throw refusalOf(error) ?? error;
    }
  }
}

function domainOf(from: string): string {
  return /@([\w.-]+)/.exec(from)?.[1] ?? 'localhost';
}

/** What the server said about the envelope or the message; that it does not take our credentials is no fault of either. */
function refusalOf(cause: unknown): LetterRefused | null {
  const { code, responseCode, message } = cause as {
    code?: unknown;
    responseCode?: unknown;
    message?: unknown;
  };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number'
    ? new LetterRefused(String(message), responseCode >= 500, { cause })
    : null;
}
