import { webcrypto } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509'

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const DAY_MS = 86_400_000

/** An authority of a test's own, and a certificate of its for this machine: paths of PEM files in `folder`. */
export async function makeCertificates(folder: string) {
  const [ours, theirs] = [await keyPair(), await keyPair()]
  const valid = { notBefore: new Date(Date.now() - DAY_MS), notAfter: new Date(Date.now() + DAY_MS) }
  const authority = await X509CertificateGenerator.createSelfSigned({
    ...valid,
    serialNumber: '01',
    name: 'CN=The authority of a test',
    signingAlgorithm: ALGORITHM,
    keys: ours,
    extensions: [new BasicConstraintsExtension(true, 0, true)],
  })
  const certificate = await X509CertificateGenerator.create({
    ...valid,
    serialNumber: '02',
    subject: 'CN=127.0.0.1',
    issuer: authority.subject,
    signingAlgorithm: ALGORITHM,
    signingKey: ours.privateKey,
    publicKey: theirs.publicKey,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  })
  const put = (name: string, text: string) => {
    const path = join(folder, name)
    writeFileSync(path, text)
    return path
  }
  return {
    ca: put('ca.pem', authority.toString('pem')),
    cert: put('cert.pem', certificate.toString('pem')),
    key: put('key.pem', pemOf(await webcrypto.subtle.exportKey('pkcs8', theirs.privateKey))),
  }
}

const keyPair = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify'])

function pemOf(key: ArrayBuffer): string {
  const lines =
    Buffer.from(key)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}
