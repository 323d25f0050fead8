// Writes docs/openapi.json from the contract; with --check it only says whether the file is fresh.
import { readFileSync, writeFileSync } from 'node:fs';

import { z } from 'zod';

import { ENDPOINTS } from '../hub/contract/api.js';
import { API_PATH, type Endpoint } from '../hub/contract/endpoint.js';
import { PROBLEMS, Problem, type ProblemCode } from '../hub/contract/problem.js';

const FILE = 'docs/openapi.json';

/** Problems that any endpoint with these credentials can answer. */
function commonProblems(endpoint: Endpoint): ProblemCode[] {
  return [
    'invalid-request',
    ...(endpoint.credentials === 'none' ? [] : (['not-signed-in', 'not-allowed'] as const)),
    ...(endpoint.body instanceof z.ZodUndefined
      ? []
      : (['malformed-body', 'too-large', 'unsupported-media-type'] as const)),
    'internal'
  ];
}

type JsonSchema = Record<string, unknown>;

/** JSON Schema of a zod schema, with named schemas moved to the components. */
function schemaOf(schema: z.ZodType, components: JsonSchema, io: 'input' | 'output'): JsonSchema {
  const {
    $defs,
    $schema: _,
    ...rest
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as {
    $defs?: JsonSchema;
    $schema?: string;
    id?: string;
  } & JsonSchema;
  const moved = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
  for (const [name, definition] of Object.entries($defs ?? {})) {
    components[name] = moved(definition);
  }
  if (typeof rest.id === 'string') {
    components[rest.id] = moved(rest);
    return { $ref: `#/components/schemas/${rest.id}` };
  }
  return moved(rest) as JsonSchema;
}

function parameters(endpoint: Endpoint, components: JsonSchema): JsonSchema[] {
  return (['path', 'query'] as const).flatMap(place => {
    const schema = schemaOf(
      place === 'path' ? endpoint.params : endpoint.query,
      components,
      'input'
    );
    const required = new Set((schema['required'] as string[] | undefined) ?? []);
    return Object.entries((schema['properties'] as JsonSchema | undefined) ?? {}).map(
      ([name, property]) => ({
        name,
        in: place,
        required: place === 'path' || required.has(name),
        schema: property
      })
    );
  });
}

function success(endpoint: Endpoint, components: JsonSchema): JsonSchema {
  switch (endpoint.produces) {
    case 'nothing':
      return { description: 'Done' };
    case 'bytes':
      return { description: 'The bytes', content: { 'application/octet-stream': {} } };
    case 'events':
      return {
        description: 'Server-sent events; the data of each is this document',
        content: {
          'text/event-stream': { schema: schemaOf(endpoint.response, components, 'output') }
        }
      };
    case 'json':
      return {
        description: 'Done',
        content: {
          'application/json': { schema: schemaOf(endpoint.response, components, 'output') }
        }
      };
  }
}

function failures(endpoint: Endpoint): JsonSchema {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...commonProblems(endpoint), ...endpoint.problems])) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map(code => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } }
        }
      }
    ])
  );
}

function operation(endpoint: Endpoint, components: JsonSchema): JsonSchema {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    security:
      endpoint.credentials === 'none'
        ? []
        : endpoint.credentials === 'session'
          ? [{ session: [] }]
          : [{ token: [] }, { session: [] }],
    parameters: parameters(endpoint, components),
    ...(endpoint.body instanceof z.ZodUndefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': { schema: schemaOf(endpoint.body, components, 'input') }
            }
          }
        }),
    responses: { [endpoint.status]: success(endpoint, components), ...failures(endpoint) }
  };
}

function document(): string {
  const components: JsonSchema = {};
  schemaOf(Problem, components, 'output');
  const paths: Record<string, JsonSchema> = {};
  for (const endpoint of ENDPOINTS) {
    const path = endpoint.path.replace(/\*\}/g, '}');
    paths[path] = {
      ...paths[path],
      [endpoint.method.toLowerCase()]: operation(endpoint, components)
    };
  }
  return `${JSON.stringify(
    {
      openapi: '3.1.0',
      info: {
        title: 'LabCommons hub API',
        version: '1',
        license: { name: 'BSD-3-Clause', identifier: 'BSD-3-Clause' }
      },
      servers: [{ url: `/hub/${API_PATH}` }],
      paths,
      components: {
        schemas: components,
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: 'labcommons-session',
            description: 'With the header X-XSRFToken'
          }
        }
      }
    },
    null,
    2
  )}\n`;
}

const fresh = document();
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== fresh) {
    console.error(`${FILE} is stale: run node deploy/run-ts.mjs deploy/openapi.ts`);
    process.exit(1);
  }
} else {
  writeFileSync(FILE, fresh);
}
