import { queryDatabase, type Database } from '../../../hub/contract/databases.js';

/**
 * Python that asks the hub the same from a notebook. The address is the one that every server is given; the key must be
 * the user's own, since that of a server does not reach data. It needs nothing that does not come with Python.
 */
export function pythonFor(database: Database, sql: string, maxRows: number): string {
  const path = `/v1${queryDatabase.path.replace('{database}', database.id)}`;
  return `# ${database.address}. The key is one of yours: made on the hub's page “Keys & password”.
import getpass
import json
import os
import urllib.request

key = os.environ.get("LABCOMMONS_KEY") or getpass.getpass("Your key: ")
sql = ${literal(sql)}
request = urllib.request.Request(
    os.environ["JUPYTERHUB_API_URL"] + "${path}",
    data=json.dumps({"sql": sql, "maxRows": ${maxRows}}).encode(),
    headers={
        "Authorization": "Bearer " + key,
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
columns = [column["name"] for column in answer["columns"]]
rows = answer["rows"]  # the first ${maxRows} at most; answer["truncated"] tells whether there are more
# import pandas; table = pandas.DataFrame(rows, columns=columns)
`;
}

/** A text as Python writes it: over several lines where it has some. */
function literal(text: string): string {
  const isPlain = !text.includes('\\') && !text.includes('"""') && !text.endsWith('"');
  return text.includes('\n') && isPlain ? `"""${text}"""` : JSON.stringify(text);
}
