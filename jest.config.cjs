const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: true, decorators: false },
      transform: { react: { runtime: 'classic' } },
      target: 'es2022'
    },
    module: { type: 'commonjs' }
  }
];

/** The hub's pages are built by Vite, which brings React in by itself. */
const pages = [
  swc[0],
  {
    ...swc[1],
    jsc: { ...swc[1].jsc, transform: { react: { runtime: 'automatic' } } }
  }
];

const common = {
  transform: { '^.+\\.[tj]sx?$': swc },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: [
    '<rootDir>/lib/',
    '<rootDir>/hub/lib/',
    '<rootDir>/labextension/',
    '<rootDir>/data/'
  ]
};

const hub = {
  ...common,
  testEnvironment: 'node',
  transformIgnorePatterns: ['/node_modules/(?!(ulid|marked)/)']
};

module.exports = {
  // For a test that hangs: how fast a machine is, is no business of the tests.
  testTimeout: 120_000,
  projects: [
    {
      ...hub,
      displayName: 'unit',
      testMatch: ['<rootDir>/hub/{contract,src}/**/*.spec.ts', '<rootDir>/deploy/**/*.spec.ts']
    },
    { ...hub, displayName: 'http', testMatch: ['<rootDir>/hub/tests/http/**/*.spec.ts'] },
    { ...hub, displayName: 'docker', testMatch: ['<rootDir>/hub/tests/docker/**/*.spec.ts'] },
    {
      ...common,
      displayName: 'pages',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/hub/pages/src/**/*.spec.tsx'],
      transform: { '^.+\\.[tj]sx?$': pages }
    },
    {
      ...common,
      displayName: 'extension',
      testEnvironment: 'jsdom',
      testMatch: ['<rootDir>/extension/**/*.spec.{ts,tsx}'],
      moduleNameMapper: {
        ...common.moduleNameMapper,
        '\\.(css|less)$': '<rootDir>/extension/testing/style-stub.ts',
        '\\.svg$': '<rootDir>/extension/testing/svg-stub.ts'
      },
      transformIgnorePatterns: [
        '/node_modules/(?!(@jupyter|@jupyterlab|@lumino|@microsoft|exenv-es6|lib0|nanoid|y-protocols|yjs|y-.*|vscode-ws-jsonrpc)/)'
      ]
    }
  ]
};
