/** One click to a new notebook: the server is started if it does not run. */
export function QuickNotebook({ action, xsrf }: { action: string; xsrf: string }) {
  return (
    <form method="post" action={action} className="lc-Quick">
      <input type="hidden" name="_xsrf" value={xsrf} />
      <button type="submit" className="lc-Button">
        Quick notebook
      </button>
      <span className="lc-Muted">makes a new notebook and opens it</span>
    </form>
  );
}
