interface Props {
  /** Null while nothing failed. */
  readonly message: string | null;
  /** A way on, where there is one. */
  readonly again?: () => void;
}

/** Why something failed, said at once. */
export function Failure({ message, again }: Props) {
  return (
    message !== null && (
      <p className="lc-Notice lc-mod-error" role="alert">
        {message}
        {again && (
          <>
            {' '}
            <button type="button" className="lc-Button" onClick={again}>
              Try again
            </button>
          </>
        )}
      </p>
    )
  );
}
