export { changeEmail, confirmEmail, deleteAccount, updateAccount } from './account/account.ts'
export { getCurrentUser } from './account/current-user.ts'
export { claimFirstAdmin, type FirstStart, prepareFirstStart } from './account/first-start.ts'
export { createInvitation, listOpenInvitations, revokeInvitation } from './account/invitation.ts'
export { checkLink } from './account/link-check.ts'
export { localUrl } from './account/one-time-link.ts'
export { changePassword, requestReset, resetPassword } from './account/own-password.ts'
export { createPasswords, type Passwords } from './account/password.ts'
export { getAccountOptions, signUp } from './account/sign-up.ts'
export { listManagedUsers, makeResetLink, readManagedUser, removeUser, updateManagedUser } from './account/user.ts'
export { type Actor, checkListScope, isAdmin, requireAdmin, viewerOf } from './actor.ts'
export { type AuditedCall, audited, type CallOrigin, listAudit } from './audit/audit.ts'
export { type AuditExport, exportAudit } from './audit/audit-export.ts'
export { once, onceOfMany } from './audit/idempotency.ts'
export { authorize, checkRoles, covers, isForAnyone, requireScope } from './authorize.ts'
export { createApiKey, listOwnApiKeys, revokeApiKey, rotateOwnApiKey } from './credential/api-key.ts'
export { type Authenticator, createAuthenticator } from './credential/authenticator.ts'
export type { Credential } from './credential/credential.ts'
export { delegate, delegation, findDelegate } from './credential/delegation.ts'
export { decideOnDeviceLogin, getDeviceLogin, pollDeviceLogin, startDeviceLogin } from './credential/device-login.ts'
export { createLinks, type LinkRequest } from './credential/link.ts'
export {
  endOwnSession,
  listOwnSessions,
  openSession,
  type SessionToken,
  signIn,
  signOut,
  type Visitor,
} from './credential/session.ts'
export {
  actAsWorker,
  createWorker,
  drainWorker,
  editWorker,
  listOwnWorkers,
  readWorker,
  removeWorker,
  rotateWorker,
} from './credential/worker.ts'
export type { AccessDeps, AccessSettings } from './deps.ts'
export { type IssuerSettings, issuerList } from './issuers/issuer-settings.ts'
export { createIssuers, type Issuers, listIssuers } from './issuers/issuers.ts'
export {
  type BegunSignIn,
  beginIssuerSignIn,
  callbackPath,
  finishIssuerSignIn,
  signInSeconds,
} from './issuers/sign-in.ts'
export { createLimits, type Limits } from './limits/limits.ts'
export { expectRoom, holdRoom, requireRoom, roomFor } from './limits/storage-quota.ts'
export { getOwnUsage } from './limits/usage.ts'
export { type Letter, letterOf } from './mail/letter.ts'
export { createMailer, type Mailer, type MailSettings } from './mail/mailer.ts'
export { sendMail } from './mail/send-mail.ts'
export { type AccessOptions, type OpenAccess, openAccess } from './open-access.ts'
export { type Procedure, type Role, roles } from './roles.ts'
export { openAddress, sealAddress } from './secret/address.ts'
export { type GivenSecrets, keepRunSecrets, requireSecrets, revealSecretOfRun } from './secret/run-secret.ts'
export { checkSecretKey, SecretKeyError, sealAnew } from './secret/seal-anew.ts'
export { forgetSecret, listOwnSecrets, revealSecret, storeSecret } from './secret/secret.ts'
export { createSecretBox, type SecretBox } from './secret/secret-box.ts'
export { openWebhookSecret, sealWebhookSecret } from './secret/webhook-secret.ts'
export { createShare, listOwnShares, removeShare } from './share/share.ts'
