//! One download: redirects followed one by one, a broken connection resumed where it broke off.

use std::{error::Error as _, ops::ControlFlow, path::Path, sync::Arc, time::Duration};

use futures_util::StreamExt as _;
use reqwest::{
    Client, Response, StatusCode,
    header::{
        CONTENT_DISPOSITION, CONTENT_RANGE, ETAG, HeaderMap, HeaderName, IF_RANGE, LAST_MODIFIED, LOCATION,
        RANGE,
    },
    redirect::Policy,
};
use url::Url;

use crate::{
    Error,
    address::{self, PrivateName, PublicOnly},
    part::Part,
};

/// How many redirects are followed.
const REDIRECTS: usize = 10;
/// How often in a row a connection may break off without a byte in between.
const ATTEMPTS: u32 = 5;
/// A connection that is silent for so long counts as broken.
const SILENCE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(15);
/// The pause before the second attempt; it doubles with each.
const PAUSE: Duration = Duration::from_millis(250);

/// What to fetch.
#[derive(Debug, Clone)]
pub struct Request {
    /// The address.
    pub address: String,
    /// The SHA-256 that it must have.
    pub sha256: Option<String>,
    /// The most bytes.
    pub limit: u64,
    /// Whether addresses of one's own network may be called. Only then are the system's proxies used: behind one, nobody
    /// here sees which address is called.
    pub allow_private: bool,
}

/// What was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The file's own name, as the server or the address has it.
    pub file_name: Option<String>,
    /// Its SHA-256.
    pub sha256: String,
    /// How many bytes.
    pub size_bytes: u64,
    /// The address without what may be secret in it.
    pub source: String,
}

/// Fetches into the file `to`. `progress` is told the bytes done and all bytes, 0 while those are unknown; it may break.
///
/// # Errors
/// [`Error`] says why; what was written to `to` by then is the caller's to remove.
pub async fn fetch(
    request: &Request,
    to: &Path,
    progress: impl Fn(u64, u64) -> ControlFlow<()> + Send + Sync,
) -> Result<Fetched, Error> {
    let expected = request.sha256.as_deref().map(checksum).transpose()?;
    let url = parse(&request.address)?;
    let client = client(request.allow_private)?;
    let mut transfer =
        Transfer { request, client, url, progress, validator: None, file_name: None, total: 0 };
    let mut part = Part::new(to).await?;
    transfer.run(&mut part).await?;
    let size_bytes = part.done;
    let found = part.finish().await?;
    match expected {
        Some(expected) if expected != found => {
            Err(Error::Checksum { address: shown(&transfer.url), expected, found })
        }
        _ => {
            let file_name = transfer.file_name.or_else(|| last_name(&transfer.url));
            Ok(Fetched { file_name, sha256: found, size_bytes, source: shown(&parse(&request.address)?) })
        }
    }
}

struct Transfer<'a, P> {
    request: &'a Request,
    client: Client,
    url: Url,
    progress: P,
    /// What tells one state of the file from another.
    validator: Option<String>,
    file_name: Option<String>,
    total: u64,
}

/// Why an attempt ended before the end.
enum Broken {
    /// For good.
    Ended(Error),
    /// It may go on.
    Connection(String),
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Ended(error)
    }
}

impl<P: Fn(u64, u64) -> ControlFlow<()> + Send + Sync> Transfer<'_, P> {
    async fn run(&mut self, part: &mut Part) -> Result<(), Error> {
        let mut failures = 0;
        let mut pause = PAUSE;
        loop {
            let before = part.done;
            let reason = match self.attempt(part).await {
                Ok(()) => return Ok(()),
                Err(Broken::Ended(error)) => return Err(error),
                Err(Broken::Connection(reason)) => reason,
            };
            tracing::info!(address = shown(&self.url), done = part.done, reason, "A download broke off");
            if part.done > before {
                (failures, pause) = (0, PAUSE);
            }
            failures += 1;
            if failures >= ATTEMPTS {
                let address = shown(&self.url);
                return Err(match part.done {
                    0 => Error::Unreachable { address, reason },
                    done => Error::Broken { address, times: failures, done, reason },
                });
            }
            if (self.progress)(part.done, self.total).is_break() {
                return Err(Error::Cancelled);
            }
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }

    async fn attempt(&mut self, part: &mut Part) -> Result<(), Broken> {
        let response = self.ask(part.done).await?;
        let resumed = response.status() == StatusCode::PARTIAL_CONTENT
            && starts_at(response.headers()) == Some(part.done);
        if part.done > 0 && !resumed {
            part.restart().await?;
        }
        self.remember(&response);
        self.total = response.content_length().map_or(0, |length| length + part.done);
        self.within(self.total)?;
        let mut stream = response.bytes_stream();
        loop {
            let next = tokio::time::timeout(SILENCE, stream.next());
            let bytes =
                match next.await.map_err(|_| Broken::Connection("nothing came for a long time".into()))? {
                    None => break,
                    Some(Ok(bytes)) => bytes,
                    Some(Err(error)) => return Err(Broken::Connection(innermost(&error))),
                };
            self.within(part.done + bytes.len() as u64)?;
            part.add(&bytes).await?;
            if (self.progress)(part.done, self.total).is_break() {
                return Err(Error::Cancelled.into());
            }
        }
        match self.total {
            0 => Ok(()),
            total if total == part.done => Ok(()),
            _ => Err(Broken::Connection("the connection was closed before the end".into())),
        }
    }

    /// Asks for the rest of the file, from one address to the next.
    async fn ask(&mut self, from: u64) -> Result<Response, Broken> {
        let mut url = self.url.clone();
        for _ in 0..=REDIRECTS {
            if !self.request.allow_private {
                address::check(&url)?;
            }
            let mut asked = self.client.get(url.clone());
            if let (Some(validator), 1..) = (&self.validator, from) {
                asked = asked.header(RANGE, format!("bytes={from}-")).header(IF_RANGE, validator);
            }
            let response = asked.send().await.map_err(|error| refused(&error))?;
            if response.status().is_redirection() {
                url = next(&url, response.headers())?;
                continue;
            }
            self.url = url;
            return self.accepted(response);
        }
        Err(Error::Redirects(shown(&self.url), REDIRECTS).into())
    }

    fn accepted(&self, response: Response) -> Result<Response, Broken> {
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        // A server that is only busy may answer the next time.
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Broken::Connection(format!("it answered {status}")));
        }
        let missing = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
        Err(Error::Status { address: shown(&self.url), status: status.to_string(), missing }.into())
    }

    /// Without a mark that tells this state of the file, a broken download begins anew.
    fn remember(&mut self, response: &Response) {
        let header = |name: HeaderName| Some(response.headers().get(name)?.to_str().ok()?.to_owned());
        let strong = header(ETAG).filter(|tag| !tag.starts_with("W/"));
        self.validator = strong.or_else(|| header(LAST_MODIFIED));
        self.file_name = header(CONTENT_DISPOSITION).and_then(|text| named(&text));
    }

    fn within(&self, bytes: u64) -> Result<(), Error> {
        match bytes > self.request.limit {
            true => {
                Err(Error::TooLarge { address: shown(&self.url), found: bytes, limit: self.request.limit })
            }
            false => Ok(()),
        }
    }
}

fn client(allow_private: bool) -> Result<Client, Error> {
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .connect_timeout(CONNECT)
        .user_agent(concat!("vitrine/", env!("CARGO_PKG_VERSION")));
    if !allow_private {
        builder = builder.no_proxy().dns_resolver(Arc::new(PublicOnly));
    }
    builder.build().map_err(|error| Error::Setup(innermost(&error)))
}

fn parse(address: &str) -> Result<Url, Error> {
    let url = Url::parse(address).map_err(|problem| Error::NotAnAddress(address.to_owned(), problem))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(Error::Scheme { address: shown(&url), scheme: scheme.to_owned() }),
    }
}

fn next(from: &Url, headers: &HeaderMap) -> Result<Url, Error> {
    let target = headers.get(LOCATION).and_then(|value| value.to_str().ok());
    let target = target.ok_or_else(|| Error::NoTarget { from: shown(from) })?;
    let url = from.join(target).map_err(|problem| Error::NotAnAddress(target.to_owned(), problem))?;
    match url.scheme() {
        "http" | "https" => Ok(url),
        scheme => Err(Error::RedirectScheme { from: shown(from), scheme: scheme.to_owned() }),
    }
}

/// A refusal of the resolver is final; anything else may pass.
fn refused(error: &reqwest::Error) -> Broken {
    let mut cause = error.source();
    while let Some(inner) = cause {
        let own = inner
            .downcast_ref::<PrivateName>()
            .or_else(|| inner.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref::<PrivateName>());
        if let Some(PrivateName { host, found }) = own {
            return Broken::Ended(Error::Private { host: host.clone(), found: (*found).to_owned() });
        }
        cause = inner.source();
    }
    Broken::Connection(innermost(error))
}

/// The cause of causes says what happened; the outer ones say where.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

fn starts_at(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_RANGE)?.to_str().ok()?.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

/// The file's name of `attachment; filename="model.onnx"`, without folders.
fn named(disposition: &str) -> Option<String> {
    let (_, name) = disposition.split_once("filename=")?;
    let name = name.split(';').next()?.trim().trim_matches('"');
    name.rsplit(['/', '\\'])
        .next()
        .filter(|name| !name.is_empty() && *name != ".." && *name != ".")
        .map(str::to_owned)
}

fn last_name(url: &Url) -> Option<String> {
    url.path_segments()?.next_back().filter(|name| !name.is_empty()).map(str::to_owned)
}

/// An address without its user, password and query, which may hold keys.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Addresses of http and https always have a host, so that both can be taken out.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

fn checksum(text: &str) -> Result<String, Error> {
    let text = text.trim().trim_start_matches("sha256:").to_ascii_lowercase();
    let is_hash = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { Ok(text) } else { Err(Error::NotAChecksum(text)) }
}
