import { readFileSync } from 'node:fs';

import { JobsOnDocker, notebookOf } from './jobs-on-docker.js';

describe('a notebook job in R', () => {
  let world: JobsOnDocker;

  beforeAll(async () => {
    world = await JobsOnDocker.open('labcommons/r-notebook:latest');
  });
  afterAll(() => world.close());

  it('gets its parameters as R values, runs beside its files and keeps its outputs', async () => {
    world.put('r/x.csv', 'a,b\n1,2\n3,4\n');
    world.put(
      'r/fit.ipynb',
      notebookOf(
        [
          'redshift <- 0; label <- ""; flags <- list()',
          'cat("sum", sum(read.csv("x.csv")$b) * redshift, "\\n")',
          'stopifnot(identical(label, "it\'s \\"A\\"\\n$x"), isTRUE(flags[[1]]), is.null(flags[[2]]))',
          'writeLines(R.version$language, file.path(Sys.getenv("LABCOMMONS_JOB_DIR"), "language.txt"))'
        ],
        { kernel: 'ir', language: 'R', parametersAt: 0 }
      )
    );
    const submitted = await world.submit({
      notebook: { volume: 'Storage/kim/persistent', path: 'r/fit.ipynb' },
      parameters: { redshift: 0.5, label: 'it\'s "A"\n$x', flags: [true, null] }
    });
    const job = await world.ended(submitted.id, 100_000);
    expect(job).toMatchObject({ state: 'succeeded', reason: 'Succeeded' });
    expect(readFileSync(world.pathOf(job, 'fit.ipynb'), 'utf8')).toContain('sum 3');
    expect(readFileSync(world.pathOf(job, 'language.txt'), 'utf8')).toBe('R\n');
  });
});
