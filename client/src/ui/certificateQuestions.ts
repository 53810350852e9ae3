import { DEFAULT_KEY, LOCAL_NAMES, PROFILES, planSet, type SetPlan } from '../../../core/certs';
import { t } from '../../../core/facts/message';
import { type Configuration, configurationFor, type Destination, wishesOf } from '../configuration';
import type { Services } from '../extension';
import { type Answers, setOptions } from './certificates/answers';
import { archivePassphrase, caPassphrase, newCaPassphrase } from './certificates/secrets';
import { authority, directory, listener } from './certificates/where';
import { archives, clients, days, key, names, whichSet } from './certificates/who';
import { PLAN_TITLE, planReport } from './planReport';
import { choose } from './prompts';
import { askInTurn, type Frame, mapReply, type Reply, type Step } from './steps';
import { say } from './text';

/** What the user has agreed to. */
export interface Wishes {
  readonly plan: SetPlan;
  readonly overwrite: boolean;
  readonly caPassphrase?: string;
  readonly newCaPassphrase?: string;
  readonly archivePassphrase?: string;
  readonly configuration: Configuration | undefined;
}

type Agreed = Answers & { readonly wishes?: Wishes };

/** Asks which certificates to make, shows the plan, and asks whether to carry it out. */
export async function askForCertificates(
  services: Services,
  open: Destination | undefined,
): Promise<Wishes | undefined> {
  const steps: readonly Step<Agreed>[] = [
    whichSet,
    listener(open),
    names,
    clients,
    archives,
    ...archivePassphrase,
    key,
    days,
    directory(open),
    authority,
    caPassphrase(services),
    ...newCaPassphrase,
    agreement(services, open),
  ];
  const answers = await askInTurn(t('Generate Certificates'), steps, initial(open));
  return answers?.wishes;
}

function initial(open: Destination | undefined): Agreed {
  return {
    set: 'mutual',
    listener: open?.listeners[0],
    names: [...LOCAL_NAMES.dns, ...LOCAL_NAMES.ip],
    clients: ['client-1'],
    archives: false,
    key: DEFAULT_KEY,
    days: PROFILES.server.days,
    directory: '',
    files: undefined,
    issuers: [],
    authority: { issuer: 'ca', makeIntermediate: false, encrypt: false },
    caKeyEncrypted: false,
    ...(open && wishesOf(open, open.listeners[0])),
  };
}

function agreement(services: Services, open: Destination | undefined): Step<Agreed> {
  return { ask: (answers, frame) => agree(services, open, answers, frame) };
}

async function agree(
  services: Services,
  open: Destination | undefined,
  answers: Agreed,
  frame: Frame,
): Promise<Reply<Agreed>> {
  const plan = await planSet(setOptions(answers));
  const configuration = open && (await configurationFor(open, plan, answers.set === 'mutual', answers.listener));
  await services.reports.show(
    say(PLAN_TITLE),
    planReport(plan, { configuration, encrypted: answers.authority.encrypt, state: 'planned' }),
  );
  const replaced = plan.files.filter((file) => file.exists).length;
  const target = configuration?.listener;
  const choices = agreements(plan.files.length, target).map(({ label, configures }) => ({
    label: `$(${replaced > 0 ? 'warning' : 'check'}) ${say(label)}`,
    ...(replaced > 0 ? { detail: say(t('Existing files that are replaced: {replaced}', { replaced })) } : {}),
    value: configures ? configuration : undefined,
  }));
  const reply = await choose(frame, { prompt: t('The plan is shown in the editor'), choices });
  // Without a listener to edit, the lines are still there to be copied.
  const fallback = target === undefined ? configuration : undefined;
  const wishes = { plan, overwrite: replaced > 0, ...secretsOf(answers) };
  return mapReply(reply, (chosen) => ({ ...answers, wishes: { ...wishes, configuration: chosen ?? fallback } }));
}

/** Those that still apply: going back may have left one behind. */
function secretsOf({ caKeyEncrypted, authority: { encrypt }, archives: made, set, ...given }: Agreed) {
  return {
    ...(caKeyEncrypted ? { caPassphrase: given.caPassphrase } : {}),
    ...(encrypt ? { newCaPassphrase: given.newCaPassphrase } : {}),
    ...(made && set !== 'server' ? { archivePassphrase: given.archivePassphrase } : {}),
  };
}

/** What one may agree to. The labels differ, since the quick pick tells its rows apart by them. */
function agreements(count: number, name: string | undefined) {
  const alone = { label: t('Write {count} files and leave the configuration as it is', { count }), configures: false };
  return name === undefined
    ? [{ label: t('Write {count} files', { count }), configures: false }]
    : [
        { label: t('Write {count} files and name them at {listener}', { count, listener: name }), configures: true },
        alone,
      ];
}
