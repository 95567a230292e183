import { check } from '../harness/check.ts';
import { contentAddress } from '../oracles/content-address.ts';
import { broken } from '../oracles/judgement.ts';
import { manifestDocument, references } from '../oracles/manifest-document.ts';
import { inEverySituation, SITUATION_NEEDS } from './manifest-situations.ts';

check(
  {
    id: 'desired-state/manifest-urls-name-their-content',
    title: 'Each url in a manifest is the content-addressed one of the digest beside it',
    requirements: ['DSM-013'],
    needs: SITUATION_NEEDS,
  },
  (trial) =>
    inEverySituation(trial, 'DSM-013', (response, { api: { paths } }) => {
      const read = manifestDocument(response);
      if ('wrong' in read) return trial.judge('DSM-013', read.wrong);
      const endpoint = new URL(trial.session.target.endpoint.url);
      for (const [name, { url, digest, deploymentId }] of references(read.document)) {
        const form =
          deploymentId === undefined
            ? paths.bundle(String(digest))
            : paths.deployment(String(deploymentId), String(digest));
        if (typeof url !== 'string') return trial.judge('DSM-013', broken(`${name}.url ${form}`, 'no text'));
        const address = contentAddress(url, endpoint, form, paths);
        trial.judge('DSM-013', address.form);
        trial.judge('DSM-013', address.place, { position: 'G-29' });
      }
    }),
);
