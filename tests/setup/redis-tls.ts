import { readFileSync } from 'node:fs'
import { makeCertificates } from './certificates.ts'

/** Options for Redis servers that accept TLS with a client certificate alone, and the credentials to connect. */
export async function tlsServers(folder: string) {
  const { ca, cert, key } = await makeCertificates(folder)
  const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', ca]
  const both = ['--tls-replication', 'yes', '--tls-cluster', 'yes']
  return {
    options: (port: number) => ['--port', '0', '--tls-port', `${port}`, ...files, ...both],
    lines: (port: number) => [
      ...['port 0', `tls-port ${port}`, 'tls-replication yes'],
      ...[`tls-cert-file ${cert}`, `tls-key-file ${key}`, `tls-ca-cert-file ${ca}`],
    ],
    door: { tls: { ca: read(ca), cert: read(cert), key: read(key) } },
    env: { REDIS_TLS_CA: ca, REDIS_TLS_CERT: cert, REDIS_TLS_KEY: key },
  }
}

const read = (path: string) => readFileSync(path, 'utf8')
