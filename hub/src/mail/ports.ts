/** One message to one person. */
export interface Letter {
  /** The same at every attempt: a copy that came twice is known as one. */
  readonly id: string;
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
}

/** The mail server said no to this letter, which says nothing about the next one. */
export class LetterRefused extends Error {
  constructor(
    message: string,
    /** Whether it will say so again. */
    readonly isFinal: boolean,
    options: { cause: unknown }
  ) {
    super(message, options);
    this.name = 'LetterRefused';
  }
}

/** What hands letters to a mail server. */
export interface MailTransport {
  /** Resolves once the server has taken it. @throws LetterRefused; another error when the server cannot be spoken to */
  send(letter: Letter): Promise<void>;
}
