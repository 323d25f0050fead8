/** As much as the headers of a server's answer may take: more than browsers send back to it in a request. */
export const SERVER_HEADER_BYTES = 32 * 1024;

const IN_WORDS: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_OVERFLOW: `Its headers are larger than ${SERVER_HEADER_BYTES / 1024} KiB`,
  HPE_HEADER_OVERFLOW: `Its headers are larger than ${SERVER_HEADER_BYTES / 1024} KiB`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'It announced another length than it sent'
};
export const NOT_HTTP = 'It is not valid HTTP';

/** What is wrong with the answer of a server, in words; null where it is rather the connection. */
export function misdeedIn({ name, code = '', message }: Error & { code?: string }): string | null {
  const isBroken =
    name === 'HTTPParserError' ||
    code.startsWith('HPE_') ||
    /^bad (?:response|upgrade)/.test(message);
  return IN_WORDS[code] ?? (isBroken ? NOT_HTTP : null);
}
