//! Sockets of programs: connections in the clear and through TLS, so many at once and no more.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use control::http::Stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;

/// A connection, and where it comes from.
pub(crate) type Incoming = (Box<dyn Stream>, SocketAddr);

/// Binds now, so that whoever starts it hears what is wrong.
pub(crate) fn bind(at: SocketAddr) -> io::Result<std::net::TcpListener> {
    let domain = socket2::Domain::for_address(at);
    let socket = socket2::Socket::new(domain, socket2::Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&at.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Accepts until nobody takes connections any more. With `most` at once, others wait in the kernel.
pub(crate) async fn accept(
    listener: std::net::TcpListener,
    tls: Option<TlsAcceptor>,
    most: usize,
    to: mpsc::Sender<Incoming>,
) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    let room = Arc::new(Semaphore::new(most.max(1)));
    loop {
        let Ok(seat) = room.clone().acquire_owned().await else {
            return Ok(());
        };
        let Ok((stream, from)) = listener.accept().await else {
            // Out of descriptors, as a rule: others end soon.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        tokio::spawn(greet(stream, from, seat, tls.clone(), to.clone()));
    }
}

/// Shakes hands, within a time.
async fn greet(
    stream: TcpStream,
    from: SocketAddr,
    seat: OwnedSemaphorePermit,
    tls: Option<TlsAcceptor>,
    to: mpsc::Sender<Incoming>,
) {
    let stream: Box<dyn Stream> = match tls {
        None => Box::new(stream),
        Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => Box::new(stream),
            Ok(Err(_)) | Err(_) => return,
        },
    };
    let seated = Seated {
        stream,
        _seat: seat,
    };
    let _ = to.send((Box::new(seated), from)).await;
}

/// A connection that counts as long as it lives.
struct Seated {
    stream: Box<dyn Stream>,
    _seat: OwnedSemaphorePermit,
}

impl AsyncRead for Seated {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Seated {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

const BACKLOG: i32 = 256;
const HANDSHAKE: Duration = Duration::from_secs(10);
