package import Statements
package import StrictTar

/// Why a bundle, or the rest of it, is refused.
package enum BundleError: Error, Hashable, Sendable {
    /// The tar stream is not of the strict subset.
    case archive(TarError)
    /// Something signed in it is refused.
    case statement(StatementError, in: Statement)
    /// An entry has another name, place or size than it should.
    case unexpectedEntry(String)
    /// An entry has another SHA-256 than the manifest says.
    case alteredEntry(BundleEntry)
    /// The last entry is not the one that ends this bundle.
    case otherEnd
    /// The manifest was signed by another device than the card's.
    case otherCard
    /// The leaves do not give the root of the checkpoint.
    case wrongRoot
    /// It ends before its last entry.
    case incomplete

    /// What is signed in a bundle.
    package enum Statement: Hashable, Sendable, CaseIterable {
        case manifest, card, checkpoint, leaves
    }
}
