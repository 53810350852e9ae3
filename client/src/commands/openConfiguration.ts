import { Range, Uri, window } from 'vscode';
import { placeGiven } from '../view/argument';

/** Opens the configuration where it has what a row of the view is about. → Was that known? */
export async function openConfiguration(given?: unknown): Promise<boolean> {
  const place = placeGiven(given);
  if (!place) return false;
  const selection = new Range(place.line, 0, place.line, 0);
  await window.showTextDocument(Uri.parse(place.file), { selection });
  return true;
}
