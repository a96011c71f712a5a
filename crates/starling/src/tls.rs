//! Certificates and keys from files.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

/// A server's side of TLS 1.2 and 1.3: certificates from one file, the key from another or, when that
/// is empty, from the same.
///
/// # Errors
/// Which file is wrong, and why.
pub(crate) fn acceptor(certificates: &str, key: &str) -> Result<TlsAcceptor, String> {
    let key_file = if key.is_empty() { certificates } else { key };
    let chain = CertificateDer::pem_file_iter(certificates)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| format!("the certificate '{certificates}' cannot be read: {error}"))?;
    let key = PrivateKeyDer::from_pem_file(key_file)
        .map_err(|error| format!("the key '{key_file}' cannot be read: {error}"))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|b| b.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| format!("'{certificates}' and '{key_file}' do not fit: {error}"))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
