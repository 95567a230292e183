import { expect, it } from 'vitest';
import { REVISION_IDS } from '../../simulator/protocol/revision.ts';
import { DEFECTS } from '../../simulator/was/defects/index.ts';
import { concerns } from '../../simulator/was/defects/revisions.ts';
import { loadCatalogue } from '../../suites/requirements/catalogue.ts';

it.each(REVISION_IDS)(
  'a fault is one of %s where it breaks a row of that revision, and does not say otherwise',
  (id) => {
    const rows = new Set<string>(
      loadCatalogue()
        .rowsFor(id)
        .map((row) => row.id),
    );
    const breaks = DEFECTS.map(({ requirements }) => requirements.some((cited) => rows.has(cited)));
    const differing = DEFECTS.filter(
      (defect, index) => defect.revisions === undefined && concerns(defect, id) !== breaks[index],
    );
    expect(differing.map((defect) => defect.id)).toEqual([]);
    const idle = DEFECTS.filter((defect, index) => defect.revisions?.includes(id) && !breaks[index]);
    expect(idle.map((defect) => defect.id)).toEqual([]);
  },
);
