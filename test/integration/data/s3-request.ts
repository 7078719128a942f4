import { createHash, createHmac } from 'node:crypto';

/** Access key of an S3 client. */
export interface AccessKey {
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * Sends a request to an S3 API with a signature of version 4, and returns its status and body.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export async function requestS3(
  method: string,
  address: string,
  { accessKey, secretKey }: AccessKey,
  content = '',
): Promise<{ readonly status: number; readonly body: string }> {
  const url = new URL(address);
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const contentDigest = sha256(content);
  const headers = { host: url.host, 'x-amz-content-sha256': contentDigest, 'x-amz-date': time };
  const signedHeaders = Object.keys(headers).join(';');
  const scope = [time.slice(0, 8), 'us-east-1', 's3', 'aws4_request'];
  const request = [
    method,
    url.pathname,
    url.searchParams.toString(),
    ...Object.entries(headers).map((header) => header.join(':')),
    '',
    signedHeaders,
    contentDigest,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(request)].join('\n');
  const signingKey = scope.reduce<Buffer | string>((key, part) => hmac(key, part), `AWS4${secretKey}`);
  const signature = hmac(signingKey, text).toString('hex');
  const response = await fetch(url, {
    method,
    headers: {
      ...headers,
      authorization: `AWS4-HMAC-SHA256 Credential=${[accessKey, ...scope].join('/')}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    },
    ...(method === 'PUT' ? { body: content } : {}),
  });
  return { status: response.status, body: await response.text() };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
