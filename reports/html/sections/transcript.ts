import type { CheckResult, HeaderList, RecordedBody, RecordedExchange } from '../../model.ts';
import { count, duration, oneLine } from '../../text.ts';
import type { BodyBudget } from '../body-budget.ts';
import { frame } from '../command.ts';
import { html, type Markup, NOTHING, trusted, verbatim } from '../markup.ts';

const MAX_UNFOLDED = 2;
const MAX_URL = 300;

/** What went over the wire, an exchange after the other; few of them in a failure are unfolded. */
export function transcript(check: CheckResult, budget: BodyBudget): Markup {
  const { exchanges } = check;
  if (exchanges.length === 0) return NOTHING;
  const open = check.verdict === 'fail' && exchanges.length <= MAX_UNFOLDED;
  return html`<h5>Transcript <span class="aside">${count(exchanges.length, 'exchange')}</span></h5>
<ol class="transcript">${exchanges.map((exchange) => exchangeItem(exchange, open, budget))}</ol>`;
}

function exchangeItem(exchange: RecordedExchange, open: boolean, budget: BodyBudget): Markup {
  const { request, response, failure } = exchange;
  const outcome = response === null ? (failure?.code ?? 'no answer') : String(response.status);
  return html`<li><details${trusted(open ? ' open' : '')}><summary><b class="method">${oneLine(request.method, 20)}</b> <span class="url">${oneLine(pathOf(request.url), MAX_URL)}</span> <b class="status ${statusLook(response?.status)}">${oneLine(outcome, 40)}</b> <span class="aside">${oneLine(exchange.actor, 60)}, ${duration(exchange.durationMs)}</span></summary>
<div class="messages">${frame('Request', message(`${request.method} ${request.url}`, request.headers, request.body, budget), 'plain')}
${response === null ? html`<p class="no-answer">No answer: ${failure === null ? 'none was recorded' : `${failure.code}, ${failure.message}`}</p>` : frame('Response', message(`${response.httpVersion} ${response.status} ${response.statusText}`, response.headers, response.body, budget), 'plain')}</div></details></li>`;
}

function statusLook(status: number | undefined): string {
  if (status === undefined || status >= 500) return 'bad';
  return status >= 400 ? 'refused' : 'good';
}

function pathOf(url: string): string {
  if (!URL.canParse(url)) return url;
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`;
}

function message(start: string, headers: HeaderList, body: RecordedBody | null, budget: BodyBudget): Markup {
  const lines = headers.map(
    ([name, value]) =>
      html`\n<span class="name">${verbatim(budget.take(name))}:</span> ${verbatim(budget.take(value))}`,
  );
  return html`<b>${verbatim(budget.take(start))}</b>${lines}${body === null ? NOTHING : bodyText(body, budget)}`;
}

function bodyText(body: RecordedBody, budget: BodyBudget): Markup {
  const text = budget.take(body.data);
  const isWhole = text.length === body.data.length && !body.truncated;
  const encoding = body.encoding === 'base64' ? ', shown in base64' : '';
  const note =
    isWhole && encoding === ''
      ? NOTHING
      : html`\n<i>[${body.bytes} bytes${encoding}${isWhole ? '' : '; only the beginning is shown, see http.har'}]</i>`;
  return html`\n\n${verbatim(text)}${note}`;
}
