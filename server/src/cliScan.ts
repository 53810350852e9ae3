import { answered, runProcess } from './cli/process';
import { run } from './cli/scan';

// `mqtt-security scan` as one file: a scan is so short that loading the parts one by one shows.
runProcess(([, ...args], io) => answered(run, args, io));
