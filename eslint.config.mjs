import js from '@eslint/js';
import jupyter from '@jupyter/eslint-plugin';
import prettier from 'eslint-config-prettier';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const SOURCES = ['**/*.ts', '**/*.tsx'];
const TESTS = [
  '**/*.spec.ts',
  '**/*.spec.tsx',
  'hub/tests/**',
  'hub/src/testing/**',
  'ui-tests/**',
  'extension/testing/**'
];

/** The directions of imports: which files may not import what, and what they may. */
function forbid(files, patterns, ignores = []) {
  return { files, ignores, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

const DRIVERS = {
  group: ['dockerode', 'better-sqlite3'],
  message: 'Drivers stop at the rim: docker/, sqlite/ and databases/process/ only.'
};
const FOREIGN_STORES = {
  regex: '\\.\\./(?:[\\w-]+/)+store(\\.js)?$',
  message: "A domain owns its tables: ask the other domain's service."
};
const HTTP = {
  group: ['express', '**/http/*'],
  message: 'Services and rules know nothing of HTTP: that is for routes.ts.'
};

export default tseslint.config(
  {
    ignores: [
      '**/node_modules/',
      'lib/',
      'hub/lib/',
      'hub/pages/dist/',
      'labextension/',
      'data/',
      'ui-tests/playwright-report/',
      'ui-tests/test-results/'
    ]
  },
  js.configs.recommended,
  { files: ['**/*.{js,mjs,cjs}'], languageOptions: { globals: globals.node } },
  {
    files: SOURCES,
    extends: [tseslint.configs.recommended],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        createTypeScriptImportResolver({
          project: ['tsconfig.json', 'hub/tsconfig.json'],
          noWarnOnMultipleProjects: true
        })
      ]
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }
      ],
      '@typescript-eslint/no-redeclare': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      eqeqeq: 'error',
      'no-console': 'error'
    }
  },
  {
    files: ['extension/index.ts', '**/*.config.ts', 'hub/pages/**', '**/*.d.ts', 'ui-tests/**'],
    rules: { 'import-x/no-default-export': 'off' }
  },
  {
    files: ['deploy/**', 'bench/**', 'ui-tests/**', 'hub/src/cli/**'],
    rules: { 'no-console': 'off' }
  },
  // Playwright reads which fixtures a fixture uses from its first parameter, also where it uses none.
  { files: ['ui-tests/**'], rules: { 'no-empty-pattern': 'off' } },
  {
    files: ['extension/**/*.{ts,tsx}', 'hub/pages/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error'
    }
  },
  jupyter.configs.recommended.map(config => ({
    ...config,
    plugins: { jupyter },
    ...(config.files?.some(pattern => pattern.endsWith('.ts'))
      ? {
          files: ['extension/**/*.{ts,tsx}'],
          ignores: TESTS,
          languageOptions: { parserOptions: { projectService: true } }
        }
      : {})
  })),
  forbid(
    ['hub/contract/**'],
    [{ regex: '^(?!zod$|\\./)', message: 'The contract imports zod and itself only.' }],
    TESTS
  ),
  forbid(
    ['extension/**'],
    [
      {
        regex: 'hub/(?!contract/)',
        message: 'The extension knows of the hub only hub/contract.'
      }
    ],
    TESTS
  ),
  forbid(
    ['hub/src/**'],
    [DRIVERS, FOREIGN_STORES],
    [
      ...TESTS,
      'hub/src/main.ts',
      'hub/src/docker/**',
      'hub/src/sqlite/**',
      'hub/src/databases/process/**',
      'hub/src/*/service.ts'
    ]
  ),
  forbid(['hub/src/*/service.ts'], [DRIVERS, FOREIGN_STORES, HTTP], TESTS),
  prettier
);
