import { main } from './cli/main';
import { runProcess } from './cli/process';

runProcess(main);
