export { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from './fault-proxy.ts'
export { type S3Server, type S3ServerName, type S3ServerOptions, s3ServerMissing, startS3Server } from './s3-server.ts'
