/** Tells of texts whether all words of a question stand in them, in whatever case. */
export function allWordsOf(question: string): (text: string) => boolean {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  return text => {
    const inLowerCase = text.toLowerCase();
    return words.every(word => inLowerCase.includes(word));
  };
}
