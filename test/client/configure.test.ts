import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type ConfigureRequest,
  difference,
  proposedListener,
  textWithCertificates,
  textWithNewListener,
} from '../../client/src/configure';
import { type ConfigRequest, configLines } from '../../core/certs';
import { analyze, type BrokerId, defaultSettings } from '../../core/lint';
import { memoryHost } from '../support/memoryHost';

const paths = { ca: '/c/ca.crt', certificate: '/c/server.crt', privateKey: '/c/server.key' };

function request(
  broker: BrokerId,
  text: string,
  listener: string,
  more: Partial<ConfigureRequest> = {},
): ConfigureRequest {
  const file = '/broker.conf';
  const options = { settings: defaultSettings, now: 0, broker };
  return {
    file,
    host: memoryHost({ [file]: { text } }),
    options,
    listener,
    paths,
    requireClientCertificate: false,
    ...more,
  };
}

describe('Mosquitto', () => {
  test('a bare listener gets the files, and only it', async () => {
    const text = 'listener 1883 127.0.0.1\nlistener 8883\nallow_anonymous false\n';
    const changed = await textWithCertificates(request('mosquitto', text, 'listener 8883'));
    assert.deepEqual(changed?.split('\n').sort(), [
      '',
      'allow_anonymous false',
      'cafile /c/ca.crt',
      'certfile /c/server.crt',
      'keyfile /c/server.key',
      'listener 1883 127.0.0.1',
      'listener 8883',
    ]);
    assert.ok(changed.startsWith('listener 1883 127.0.0.1\nlistener 8883\n'));
  });

  test('what is there already is replaced', async () => {
    const text = 'listener 8883\ncafile old\ncertfile /c/server.crt\nkeyfile other\n';
    const expected = 'listener 8883\ncafile /c/ca.crt\ncertfile /c/server.crt\nkeyfile /c/server.key\n';
    assert.equal(await textWithCertificates(request('mosquitto', text, 'listener 8883')), expected);
  });

  test('mutual TLS takes the user name from the certificate, once', async () => {
    const files = 'listener 8883\r\ncafile /c/ca.crt\r\ncertfile /c/server.crt\r\nkeyfile /c/server.key\r\n';
    const mutual = { requireClientCertificate: true };
    const expected = `${files}require_certificate true\r\nuse_identity_as_username true\r\n`;
    const first = await textWithCertificates(request('mosquitto', files, 'listener 8883', mutual));
    assert.equal(first, expected);
    assert.equal(await textWithCertificates(request('mosquitto', expected, 'listener 8883', mutual)), expected);
  });

  test('a listener that is not there is not invented', async () => {
    assert.equal(await textWithCertificates(request('mosquitto', 'listener 1883\n', 'listener 8883')), undefined);
  });
});

describe('EMQX', () => {
  const label = 'listeners.ssl.default';

  test('ssl_options are filled in', async () => {
    const text =
      'listeners.ssl.default {\n  bind = "0.0.0.0:8883"\n  ssl_options {\n    versions = ["tlsv1.3"]\n  }\n}\n';
    const changed = await textWithCertificates(request('emqx', text, label, { requireClientCertificate: true }));
    assert.ok(changed);
    for (const line of ['cacertfile = "/c/ca.crt"', 'certfile = "/c/server.crt"', 'keyfile = "/c/server.key"']) {
      assert.ok(changed.includes(line), changed);
    }
    const options = { settings: defaultSettings, now: 0, broker: 'emqx' as const };
    const analysis = await analyze('/broker.conf', memoryHost({ '/broker.conf': { text: changed } }), options);
    const tls = analysis?.model.listeners.find((listener) => listener.label === label)?.tls;
    assert.equal(tls?.certificate.value?.path, paths.certificate);
    assert.equal(tls?.privateKey.value?.path, paths.privateKey);
    assert.equal(tls?.ca.value?.path, paths.ca);
    assert.equal(tls?.clientCertificate.value, 'required');
    assert.deepEqual(analysis?.model.language['syntax-error'], []);
  });
});

describe('a new listener', () => {
  const files = { ca: paths.ca, certificate: paths.certificate, key: paths.privateKey };
  const added = (broker: ConfigRequest['broker'], text: string) => {
    const lines = configLines({ broker, files, clientCertificates: true, listener: { port: 8883 } });
    return textWithNewListener(request(broker, text, ''), lines, paths.certificate);
  };

  test('is added to a file that has none', async () => {
    assert.equal((await added('mosquitto', ''))?.label, 'listener 8883');
    const crlf = await added('mosquitto', 'persistence true\r\n');
    assert.ok(crlf?.text.startsWith('persistence true\r\n\r\nlistener 8883\r\ncafile '));
    const emqx = await added('emqx', 'node.name = "emqx@127.0.0.1"');
    assert.equal(emqx?.label, 'listeners.ssl.default');
    assert.ok(emqx?.text.startsWith('node.name = "emqx@127.0.0.1"\n\nlisteners.ssl.default {\n'));
  });

  test('is not added where it would break the file', async () => {
    assert.equal(await added('emqx', '{ node.name = "emqx@127.0.0.1" }\n'), undefined);
  });
});

describe('the listener that is proposed', () => {
  const text = 'listener 1883\nlistener 9883\ncertfile x\nlistener 8883\n';
  const proposed = async (config: string, offset?: number) => {
    const options = { settings: defaultSettings, now: 0, broker: 'mosquitto' as const };
    const analysis = await analyze('/m.conf', memoryHost({ '/m.conf': { text: config } }), options);
    return analysis && proposedListener(analysis, offset)?.label;
  };

  test('is the one in which the cursor stands', async () => {
    assert.equal(await proposed(text, text.indexOf('certfile')), 'listener 9883');
    assert.equal(await proposed(text, text.length), 'listener 8883');
  });

  test('else the one with a part of TLS, else the one on the TLS port', async () => {
    assert.equal(await proposed(text), 'listener 9883');
    assert.equal(await proposed('listener 1883\nlistener 8883\n'), 'listener 8883');
  });
});

describe('the difference', () => {
  const cases: readonly [before: string, after: string, start: number, end: number, text: string][] = [
    ['abc', 'abc', 3, 3, ''],
    ['abc', 'aXc', 1, 2, 'X'],
    ['aa', 'aaa', 2, 2, 'a'],
    ['aaa', 'aa', 2, 3, ''],
    ['', 'x', 0, 0, 'x'],
  ];
  for (const [before, after, start, end, text] of cases) {
    test(`from "${before}" to "${after}" is one replacement`, () => {
      assert.deepEqual(difference(before, after), { start, end, text });
      assert.equal(before.slice(0, start) + text + before.slice(end), after);
    });
  }
});
