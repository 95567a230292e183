import autocannon from 'autocannon';

const [url, connections, duration, etag] = process.argv.slice(2);
const options = { url, connections: Number(connections), headers: { 'if-none-match': etag } };
await autocannon({ ...options, duration: 1 });
const cpu = process.cpuUsage();
const { requests, errors, non2xx } = await autocannon({ ...options, duration: Number(duration) });
const { user, system } = process.cpuUsage(cpu);
process.send({ requests: requests.total, cpuSeconds: (user + system) / 1e6, unexpected: errors, non2xx });
process.disconnect();
