import { X509Certificate } from 'node:crypto';
import { certificateFacts } from '../../../simulator/pki/certificate-facts.ts';
import { isJsonObject } from '../../../simulator/protocol/json.ts';
import { check } from '../../harness/check.ts';
import { spiffeOf } from '../../harness/target/target.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotApplicable, NotEvaluated } from '../../harness/verdict.ts';
import { broken, judgeThat } from '../../oracles/judgement.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { anchorsOf, discoveryDocument, leadsToAnchor, spiffeBundle } from '../../oracles/trust-documents.ts';
import { wfmChain } from '../wfm-chain.ts';
import { bundleUrl, discoveryUrl, type Fetched, fetchPublished, publishedDocument } from './published.ts';

const needs = { feature: 'trust-discovery', discovery: true } as const;

check(
  {
    id: 'identity/trust-documents-need-no-credential',
    title: 'The discovery document and the trust bundle are served over HTTPS to a reader without any credential',
    requirements: ['TRB-010'],
    needs,
  },
  async (trial) => {
    const discovery = discoveryUrl(trial);
    const fetched = await fetchPublished(trial, discovery);
    // Whether there has to be such a document is another rule's subject (TRB-011).
    if ('response' in fetched && fetched.response.status === 404)
      throw new NotEvaluated(`there is no discovery document at ${discovery}`);
    judgeReadable(trial, discovery, fetched);
    const bundle = await bundleUrl(trial);
    judgeReadable(trial, bundle, await fetchPublished(trial, bundle));
  },
);

check(
  {
    id: 'identity/discovery-is-at-the-well-known-path',
    title: 'The discovery document stands at /.well-known/margo',
    requirements: ['TRB-011'],
    needs,
  },
  async (trial) => {
    const url = discoveryUrl(trial);
    if (url.pathname !== '/.well-known/margo')
      throw new NotApplicable(
        `the document stands at ${url.pathname}, as an origin of several trust domains may have it`,
      );
    const fetched = await fetchPublished(trial, url);
    if ('response' in fetched && UNAUTHENTICATED.includes(fetched.response.status))
      throw new NotEvaluated(`the origin asks for credentials: status ${fetched.response.status}`);
    trial.judge(
      'TRB-011',
      'failed' in fetched ? broken('the discovery document', fetched.failed) : statusIs(fetched.response, 200),
    );
  },
);

check(
  {
    id: 'identity/discovery-names-domain-and-bundle',
    title: 'The discovery document names the trust domain of the WFM and the https address of its bundle',
    requirements: ['TRB-012'],
    needs,
  },
  async (trial) => {
    const { trustDomain } = spiffeOf(trial.session.target);
    const { document } = await publishedDocument(trial, discoveryUrl(trial));
    trial.judge('TRB-012', discoveryDocument(document, trustDomain));
    const named = isJsonObject(document) ? document['trustDomain'] : undefined;
    const [leaf] = await wfmChain(trial);
    const names = leaf === undefined ? [] : certificateFacts(leaf).uriSans;
    const foreign = names.find((name) => name.startsWith('spiffe:') && !name.startsWith(`spiffe://${String(named)}/`));
    trial.judge('TRB-012', judgeThat(foreign === undefined, `names in ${String(named)} alone`, String(foreign)));
  },
);

check(
  {
    id: 'identity/trust-bundle-is-a-spiffe-bundle',
    title: 'The trust bundle has the SPIFFE format, its anchors as keys of use x509-svid with their certificate',
    requirements: ['TRB-016'],
    needs,
  },
  async (trial) => {
    const { document } = await publishedDocument(trial, await bundleUrl(trial));
    trial.judge('TRB-016', spiffeBundle(document));
  },
);

check(
  {
    id: 'identity/trust-bundle-has-the-anchor-of-the-wfm',
    title: "The trust bundle has the anchor that the WFM's own certificate leads to",
    requirements: ['TRB-016'],
    needs,
  },
  async (trial) => {
    const chain = (await wfmChain(trial)).map((der) => new X509Certificate(der));
    const { document } = await publishedDocument(trial, await bundleUrl(trial));
    trial.judge(
      'TRB-016',
      judgeThat(
        leadsToAnchor(chain, anchorsOf(document)),
        'an anchor that the certificate of the WFM leads to',
        `none that ${chain[0]?.issuer || 'its issuer'} is or was signed by`,
      ),
    );
  },
);

function judgeReadable(trial: Trial, url: URL, fetched: Fetched): void {
  trial.judge('TRB-010', judgeThat(url.protocol === 'https:', 'an https address', url.href));
  trial.judge(
    'TRB-010',
    'failed' in fetched ? broken(`${url} to be served`, fetched.failed) : statusIs(fetched.response, 200),
  );
}

/** Asking for credentials is another rule's subject (TRB-010). */
const UNAUTHENTICATED: readonly number[] = [401, 403, 407];
