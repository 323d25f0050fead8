import { SseParser } from './sse';

const STREAM =
  ': hello\n\nid: 1\nevent: x\ndata: a\ndata:b\n\nid:2\r\ndata: {"c": 1}\r\n\r\nretry: 5\n\n';
const MESSAGES = [
  { id: '1', event: 'x', data: 'a\nb' },
  { id: '2', event: 'message', data: '{"c": 1}' }
];

describe('SseParser', () => {
  it('takes messages apart, whatever the line ends', () => {
    expect(new SseParser().push(STREAM)).toEqual(MESSAGES);
  });

  it('gives the same wherever the text is cut', () => {
    for (let cut = 0; cut < STREAM.length; cut += 1) {
      const parser = new SseParser();
      const all = [...parser.push(STREAM.slice(0, cut)), ...parser.push(STREAM.slice(cut))];
      expect(all).toEqual(MESSAGES);
    }
  });
});
