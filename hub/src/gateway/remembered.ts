/** More different names than any honest client and server use; what comes after is judged anew each time. */
const AT_MOST = 1_000;

/** A pure function of a string that keeps its first answers. */
export function remembered<T>(judge: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return text => {
    let answer = answers.get(text);
    if (answer === undefined) {
      answer = judge(text);
      if (answers.size < AT_MOST) {
        answers.set(text, answer);
      }
    }
    return answer;
  };
}
