import { Uri } from 'vscode';
import type { Message } from '../../../core/facts/message';
import type { Services } from '../extension';
import { choose } from '../ui/prompts';
import { say } from '../ui/text';
import { remaining } from './labels';
import { allFiles, type CertificateItem, endOf, nameOf, type Place } from './overview';

/** The file that a row of the view, a quick fix (`{ file }`) or another extension (a Uri) names. */
export function fileGiven(given: unknown): Uri | undefined {
  if (given instanceof Uri) return given;
  const file: unknown = isRecord(given) ? given.file : undefined;
  return typeof file === 'string' ? Uri.parse(file) : undefined;
}

/** Where the configuration has what the row is about; of a broker its first line. */
export function placeGiven(given: unknown): Place | undefined {
  if (!isRecord(given)) return undefined;
  const { place, file } = given;
  if (isRecord(place) && typeof place.file === 'string' && typeof place.line === 'number') {
    return { file: place.file, line: place.line };
  }
  return typeof file === 'string' ? { file, line: 0 } : undefined;
}

/** Asks for one of the certificates of the workspace. → its file; undefined where there is none or the user leaves. */
export async function pickCertificate(
  { overviews }: Services,
  question: { readonly title: Message; readonly prompt: Message; readonly wanted: (item: CertificateItem) => boolean },
): Promise<Uri | 'none' | undefined> {
  const now = Date.now();
  const found = allFiles(await overviews.refresh()).filter(question.wanted);
  if (found.length === 0) return 'none';
  const end = ({ certificates }: CertificateItem) => endOf(certificates) ?? Number.POSITIVE_INFINITY;
  const choices = found
    .sort((a, b) => end(a) - end(b))
    .map((item) => ({
      label: nameOf(item.path),
      description: Number.isFinite(end(item)) ? say(remaining(end(item), now)) : '',
      detail: Uri.parse(item.file ?? '').fsPath,
      value: Uri.parse(item.file ?? ''),
    }));
  const frame = { title: question.title, step: 1, totalSteps: 1, canGoBack: false };
  const reply = await choose(frame, { prompt: question.prompt, choices });
  return typeof reply === 'string' ? undefined : reply.value;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
