import type { ContainerSpec } from '../../src/compute/engine.js';
import { leftOutAt } from '../../src/compute/environment/left-out.js';
import { selectionOf } from '../../src/compute/environment/selection.js';
import { openRealEngine, type RealEngine, TEST_IMAGE } from './real-engine.js';

const TOKEN = 'a-token-that-nobody-may-find';
const REFERENCE = 'labcommons-test-saved:environment';

let real: RealEngine;
beforeAll(async () => {
  real = await openRealEngine();
});
afterAll(async () => {
  await real.engine.removeImage(REFERENCE);
  await real.close();
});

/** Runs a script in a container with secrets and a mounted folder, as its user, and leaves the container stopped. */
async function worked(script: string): Promise<string> {
  const spec: ContainerSpec = {
    name: `labcommons-environment-${real.hubId}`,
    image: TEST_IMAGE,
    command: ['sh', '-ec', script],
    environment: { JUPYTERHUB_API_TOKEN: TOKEN, JUPYTERHUB_USER: 'kim' },
    labels: { 'labcommons.kind': 'server', 'labcommons.id': 'x', 'labcommons.spec': 'y' },
    mounts: [{ source: real.directory, target: '/home/jovyan/workspace', readOnly: false }],
    memoryBytes: 512 * 1024 * 1024,
    cores: 1,
    pidsLimit: 200,
    user: null
  };
  const { id } = await real.engine.create(spec);
  await real.engine.start(id);
  await real.docker.getContainer(id).wait();
  return id;
}

it('copies an environment into an image without a secret, a label, a mount or what was left out', async () => {
  const container = await worked(`
    echo data > workspace/mounted.txt
    mkdir -p .ssh .config/rclone project/deep
    echo key > .ssh/id_ed25519; echo pw > .config/rclone/rclone.conf; echo cd > .bash_history
    echo "$JUPYTERHUB_API_TOKEN" > project/env.txt
    echo kept > project/deep/kept.txt; ln project/deep/kept.txt project/hard; ln -s deep/kept.txt project/soft
    printf 'echo from-the-environment' > project/run; chmod 750 project/run
    head -c 20000000 /dev/zero > project/large.bin
    site=$(python3 -c 'import site; print(site.getsitepackages()[0])')
    mkdir "$site/starcount" "$site/starcount-1.2.dist-info"
    echo 'FOUND = 42' > "$site/starcount/__init__.py"
    rm -rf "$site/pip"
  `);
  const layer = await real.engine.layerOf(container);
  const { kept, removed, leftOut } = selectionOf(layer);
  expect(leftOut.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/home/jovyan/.ssh', '/home/jovyan/.bash_history'])
  );
  expect(removed).toEqual([expect.stringMatching(/site-packages\/pip$/)]);
  let bytes = 0;
  await real.engine.copyLayer({
    container,
    name: `labcommons-environment-copy-${real.hubId}`,
    reference: REFERENCE,
    kept,
    removed,
    keeps: ({ path, content }) => leftOutAt(path) === null && !content?.includes(TOKEN),
    onBytes: more => (bytes += more),
    signal: new AbortController().signal
  });
  expect(bytes).toBeGreaterThan(20_000_000);

  const [image, original] = await Promise.all([
    real.docker.getImage(REFERENCE).inspect(),
    real.docker.getImage(TEST_IMAGE).inspect()
  ]);
  expect(JSON.stringify(image)).not.toMatch(/JUPYTERHUB|labcommons\.(kind|id|hub|spec)|a-token/);
  expect(image.Config).toMatchObject({
    Env: original.Config.Env,
    Entrypoint: original.Config.Entrypoint,
    Cmd: original.Config.Cmd,
    User: original.Config.User,
    WorkingDir: original.Config.WorkingDir,
    Labels: original.Config.Labels
  });
  const { output, exitCode } = await real.engine.runProbe({
    image: REFERENCE,
    command: [
      'sh',
      '-c',
      `python3 -c 'import starcount; print(starcount.FOUND)'; sh project/run; echo; ls -ld project/run
       cat project/soft; test project/hard -ef project/deep/kept.txt && echo linked; wc -c < project/large.bin
       ls -A . project workspace .config; python3 -c 'import pip' 2>&1 | tail -1; env`
    ],
    mounts: [],
    user: null
  });
  expect(exitCode).toBe(0);
  expect(output).toMatch(/^42$/m);
  expect(output).toMatch(/^from-the-environment$/m);
  expect(output).toMatch(/^-rwxr-x--- .* jovyan /m);
  expect(output).toMatch(/^kept$/m);
  expect(output).toMatch(/^linked$/m);
  expect(output).toMatch(/^20000000$/m);
  expect(output).toMatch(/No module named 'pip'/);
  expect(output).not.toMatch(/\.ssh|rclone|bash_history|env\.txt|mounted\.txt|JUPYTERHUB/);
}, 120_000);
