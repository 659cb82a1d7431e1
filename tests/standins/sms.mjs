// sms.tencentcloudapi.com, action SendSms: checks the TC3-HMAC-SHA256 signature as the vendor does and keeps what it was asked to send.
import { createHash, createHmac } from 'node:crypto'

const sha256 = text => createHash('sha256').update(text).digest('hex')
const hmac = (key, text) => createHmac('sha256', key).update(text).digest()
const error = (Code, Message) => ({ json: { Response: { Error: { Code, Message }, RequestId: '00000000-0000-0000-0000-000000000000' } } })

function signature(call, secretKey, credential, signedNames) {
  const [, date, service] = credential.split('/')
  const headers = signedNames.split(';').map(name => `${name}:${(call.headers[name] ?? '').trim().toLowerCase()}\n`).join('')
  const request = ['POST', '/', '', headers, signedNames, sha256(call.body)].join('\n')
  const text = ['TC3-HMAC-SHA256', call.headers['x-tc-timestamp'], `${date}/${service}/tc3_request`, sha256(request)].join('\n')
  return hmac(hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request'), text).toString('hex')
}

export function makeSms({ secretId = 'AKIDexample', secretKey = 'example-secret-key', appId = '1400000001', signName = '碳衡' } = {}) {
  const sent = [], refusals = new Map()
  const judge = (call) => {
    const found = /^TC3-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(call.headers.authorization ?? '')
    if (!found || call.method !== 'POST') return error('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.')
    const [, credential, names, given] = found
    if (credential.split('/')[0] !== secretId) return error('AuthFailure.SecretIdNotFound', 'The SecretId is not found.')
    if (Math.abs(Date.now() / 1000 - Number(call.headers['x-tc-timestamp'])) > 300) return error('AuthFailure.SignatureExpire', 'The signature has expired.')
    if (!names.split(';').includes('host') || !names.split(';').includes('content-type') || signature(call, secretKey, credential, names) !== given)
      return error('AuthFailure.SignatureFailure', 'The provided credentials could not be validated.')
    if (call.headers['x-tc-action'] !== 'SendSms' || call.headers['x-tc-version'] !== '2021-01-11') return error('InvalidAction', 'no such action')
    return null
  }
  const send = (call) => {
    const refused = judge(call)
    if (refused) return refused
    const body = JSON.parse(call.body)
    if (body.SmsSdkAppId !== appId) return error('UnauthorizedOperation.SmsSdkAppIdVerifyFail', 'wrong application')
    if (body.SignName !== signName) return error('FailedOperation.SignatureIncorrectOrUnapproved', 'wrong signature')
    const statuses = body.PhoneNumberSet.map(phone => {
      const code = refusals.get(phone) ?? (/^\+861[3-9]\d{9}$/.test(phone) ? 'Ok' : 'InvalidParameterValue.IncorrectPhoneNumber')
      if (code === 'Ok') sent.push({ phone, template: body.TemplateId, params: body.TemplateParamSet, at: Date.now() })
      return { SerialNo: `${sent.length}`, PhoneNumber: phone, Fee: code === 'Ok' ? 1 : 0, SessionContext: '', Code: code, Message: code, IsoCode: 'CN' }
    })
    return { json: { Response: { SendStatusSet: statuses, RequestId: '00000000-0000-0000-0000-000000000000' } } }
  }
  return {
    hosts: { 'sms.tencentcloudapi.com': { '/': send } }, secretId, secretKey, appId, signName, sent,
    /** The vendor refuses this number with `code`, such as LimitExceeded.PhoneNumberThirtySecondLimit. */
    refuse: (phone, code) => refusals.set(phone, code)
  }
}
