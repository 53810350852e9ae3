import { t } from '../../facts/message';
import { rule } from '../rule';

export default rule({
  title: t('Line of an access list that the broker refuses or misreads'),
  level: 'error',
  kind: 'correctness',
  why: t('The broker does not start with such a list, or protects other topics than the ones that are meant.'),
  refs: ['CWE-863', 'mosquitto.conf(5), acl_file'],

  *check({ accessLists = [] }) {
    for (const { problems } of accessLists) {
      let beyondRepair = 0;
      for (const problem of problems) {
        if (problem.fixes?.length || ++beyondRepair <= MOST) yield problem;
      }
    }
  },
});

/** The broker stops at the first; a file of another kind, named by mistake, has one in every line. */
const MOST = 500;
