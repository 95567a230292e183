import { error, type Finding } from '../finding.ts';
import { ask } from './ask.ts';

/** Names a server that shows web pages where the interface would be. */
export async function webServer(url: URL, timeoutMs: number): Promise<Finding | undefined> {
  const answer = await ask({
    method: 'GET',
    url: `${url.href.replace(/\/+$/, '')}/api/v1/deployments`,
    timeoutMs,
  });
  if (!answer || answer.status === 400 || !/^text\/html\b/i.test(answer.type)) return undefined;
  return error(
    'NOT_A_WFM',
    `${url.host} presents a certificate that does not lead to identity.anchors and answers with a web page (${answer.status}); ` +
      'it is a web server, name the endpoint of the WFM',
  );
}
