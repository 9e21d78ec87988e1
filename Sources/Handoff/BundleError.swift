package import Statements
package import StrictTar

/// Why a bundle, or the rest of it, is refused.
package enum BundleError: Error, Hashable, Sendable {
    /// The tar stream is not of the strict subset.
    case archive(TarError)
    /// A note or card in it is refused. `entry` says which.
    case statement(StatementError, entry: String)
    /// An entry has another name, place or size than it should.
    case unexpectedEntry(String)
    /// The manifest was signed by another device than the card's.
    case otherCard
    /// The leaves do not give the root of the checkpoint.
    case wrongRoot
    /// It ends before its last entry.
    case incomplete
}

extension BundleError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .archive(let error): "\(error)"
        case .statement(let error, let entry): "its \(entry) is refused: \(error)"
        case .unexpectedEntry(let name):
            "its entry \(name.debugDescription) does not belong where it stands"
        case .otherCard: "its manifest was signed by another device than its card is of"
        case .wrongRoot: "its leaves do not belong to its checkpoint"
        case .incomplete: "it is cut off"
        }
    }
}
