package import SafeSodium
import Statements
package import TransparencyLog

/// The key with which a device signs cards, records, heads of its log, manifests and receipts. It opens nothing.
///
/// A class, because the parts of an open vault share one secret, which must not be copied.
package final class DeviceSigner: Sendable {
    /// The device's name, which its signatures bear.
    package let name: String
    package let key: SigningKey
    private let seed: SecretBytes

    init(_ name: String, _ key: consuming SigningKey, seed: consuming SecretBytes) {
        self.name = name
        self.key = key
        self.seed = seed
    }

    /// Signs a head of the device's own log.
    package func checkpoint(_ frontier: Frontier) -> SignedCheckpoint {
        SignedCheckpoint(
            signing: Checkpoint(origin: name, size: frontier.size, root: frontier.root), with: key)
    }

    /// Writes the seed over a part of a secret.
    func copySeed(into contents: inout SecretBytes, at start: Int) {
        contents.replace(at: start, with: seed)
    }
}

extension SecretBytes {
    /// Writes another secret over a part of this one.
    mutating func replace(at start: Int, with other: borrowing SecretBytes) {
        let source = other.bytes
        var target = mutableBytes
        for index in source.indices { target[start + index] = source[index] }
    }
}
