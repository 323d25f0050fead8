import { useEffect, useState } from 'react';

/** What is typed is asked for when the typing pauses. */
const TYPING_MS = 300;

/** A list that is filtered by a text, among others; setting the filter asks anew. */
interface Filtered<Filter extends { readonly text: string }> {
  filter: Filter;
}

/** @returns the text that stands in the field of a filter, and how to change it */
export function useTypedText<Filter extends { readonly text: string }>(
  model: Filtered<Filter>
): [text: string, setText: (text: string) => void] {
  const [text, setText] = useState(model.filter.text);
  useEffect(() => {
    if (text === model.filter.text) return;
    const timer = setTimeout(() => (model.filter = { ...model.filter, text }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, model, model.filter]);
  return [text, setText];
}
