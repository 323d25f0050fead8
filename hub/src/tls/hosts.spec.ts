import { hostsOf } from './hosts.js';

const LOOPBACK = ['localhost', '127.0.0.1', '::1'];

describe('the hosts of a hub', () => {
  it.each([
    [{ host: '127.0.0.1' }, ['127.0.0.1', 'localhost', '::1']],
    [{ host: '192.0.2.7' }, ['192.0.2.7', ...LOOPBACK]],
    [
      {
        host: '192.0.2.7',
        hubOrigin: 'https://hub.example.org',
        labOrigin: 'https://[2001:db8::1]:8443'
      },
      ['hub.example.org', '2001:db8::1', '192.0.2.7', ...LOOPBACK]
    ]
  ])('%j', (settings, hosts) => {
    expect(hostsOf(settings)).toEqual(hosts);
  });
});
