// Starts a real PDS with its PLC directory, and in front of it a Jetstream of our own that speaks v2 and v1. Prints one
// line of JSON with the addresses; ends when its standard input ends. Loopback only, data in a temporary folder.
import { createServer } from 'node:http'
import { TestNetworkNoAppView } from '@atproto/dev-env'
import { Firehose } from '@atproto/sync'
import { lexToJson } from '@atproto/lexicon'
import { WebSocketServer } from 'ws'

const port = Number(process.env.PORT ?? 7280)
const network = await TestNetworkNoAppView.create({
  plc: { port: port + 1 },
  pds: { port: port + 2, hostname: 'localhost', devMode: true },
})

const V2 = 'network.bsky.jetstream.subscribeEvents'
const kept = []
const readers = new Set()
let lastUs = 0

// One event of the PDS, in both wires.
function keep(kind, did, body) {
  const us = (lastUs = Math.max(lastUs + 1, Date.now() * 1000))
  const time = new Date(us / 1000).toISOString().replace('Z', String(us % 1000).padStart(3, '0') + 'Z')
  const seq = kept.length + 1
  const inner = kind === 'commit' ? body : { [kind]: body }
  kept.push({
    seq, us, kind, collection: body.collection,
    v2: JSON.stringify({ $type: 'message', payload: { $type: `${V2}#${kind}`, seq, did, time, ...inner } }),
    v1: JSON.stringify({ did, time_us: us, kind, [kind]: body }),
  })
  for (const reader of readers) reader()
}

const firehose = new Firehose({
  service: `ws://localhost:${port + 2}`,
  // The usual resolver refuses plain http, and our directory has no certificate.
  idResolver: { did: { resolve: async (did) => (await fetch(`http://localhost:${port + 1}/${did}`)).json() } },
  unauthenticatedCommits: true,
  unauthenticatedHandles: true,
  subscriptionReconnectDelay: 200,
  getCursor: () => 0,
  onError: (error) => console.error(`${error}: ${error.cause}`),
  handleEvent: (event) => {
    const { did, seq, time } = event
    if (event.event === 'account') {
      keep('account', did, { active: event.active, did, seq, time, ...(event.status ? { status: event.status } : {}) })
    } else if (event.event === 'identity') {
      const handle = event.didDocument?.alsoKnownAs?.[0]?.replace('at://', '')
      keep('identity', did, { did, seq, time, ...(handle ? { handle } : {}) })
    } else if (['create', 'update', 'delete'].includes(event.event)) {
      const { rev, collection, rkey } = event
      const record = event.record ? { record: lexToJson(event.record), cid: String(event.cid) } : {}
      keep('commit', did, { rev, operation: event.event, collection, rkey, ...record })
    }
  },
})
firehose.start()

const sockets = new WebSocketServer({ noServer: true, handleProtocols: (offered) => (offered.has('xrpc.v1.json') ? 'xrpc.v1.json' : false) })
// Which wire an address speaks; null where there is none.
function wireOf(url) {
  const { pathname } = new URL(url, 'http://localhost')
  if (pathname === '/subscribe') return 'v1'
  return pathname === `/xrpc/${V2}` && !process.env.ONLY_V1 ? 'v2' : null
}

const server = createServer((request, response) => response.writeHead(wireOf(request.url) ? 426 : 404).end())
server.on('upgrade', (request, socket, head) => {
  const url = new URL(request.url, 'http://localhost')
  const wire = wireOf(request.url)
  if (!wire) return socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
  const isV2 = wire === 'v2'
  sockets.handleUpgrade(request, socket, head, (stream) => {
    const kinds = url.searchParams.getAll('kinds')
    const collections = url.searchParams.getAll(isV2 ? 'collections' : 'wantedCollections')
    const cursor = url.searchParams.get('cursor')
    const byTime = !isV2 || Number(cursor) >= 1e15
    let next = cursor === null ? kept.length : kept.findIndex((one) => (byTime ? one.us : one.seq) >= Number(cursor))
    if (next < 0) next = kept.length
    const send = () => {
      for (; next < kept.length; next++) {
        const one = kept[next]
        if (kinds.length && !kinds.includes(one.kind)) continue
        if (one.kind === 'commit' && collections.length && !collections.includes(one.collection)) continue
        stream.send(isV2 ? one.v2 : one.v1)
      }
    }
    readers.add(send)
    stream.on('close', () => readers.delete(send))
    send()
  })
})
server.listen(port, '127.0.0.1', () =>
  console.log(JSON.stringify({ jetstream: `ws://127.0.0.1:${port}`, pds: `http://localhost:${port + 2}` })))

process.stdin.resume().on('end', async () => {
  await firehose.destroy()
  server.close()
  await network.close()
  process.exit(0)
})
