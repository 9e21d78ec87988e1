import DurableFiles
import Envelope
package import Outside
package import Statements
package import VaultStore

extension Store {
    /// Those to whom this vault seals now: all enrolled coordinators, and a coordinator's vault itself.
    ///
    /// To be called before somebody begins to type: sealing would fail for the same reasons.
    ///
    /// - Throws: ``VaultError``: `refused` where nobody is enrolled; `damaged` or `refused` where nothing more
    ///   ought to be signed.
    package func requireRecipients() throws(VaultError) -> [Card] {
        _ = try requireToSign()
        let recipients = people.coordinators.map(\.card) + (role == .coordinator ? [card] : [])
        guard !recipients.isEmpty else {
            throw VaultError(SealingReason.nobodyEnrolled)
        }
        return recipients
    }

    /// From this number of testimonies on, the file system is synced rather than each object.
    private static let leastForFileSystemSync = 8
    /// How many testimonies, leaves, or bytes share one frame of the journal.
    private static let batchLimits = (testimonies: 128, leaves: 20_000, bytes: Int64(64 << 20))

    /// Seals testimonies to all enrolled coordinators. This vault cannot open them again, unless it
    /// is a coordinator's.
    ///
    /// Each testimony is whole or not there. Those that are reported through `body` are durable and
    /// in the log, whatever happens to later ones.
    ///
    /// - Parameters:
    ///   - testimonies: sealed in this order.
    ///   - body: told of each testimony once it is durable.
    /// - Throws: ``VaultError``: `refused` where nobody is enrolled, or a file cannot be read or is
    ///   not text in UTF-8; `disk`, before anything is written where there is too little room; `damaged`
    ///   where nothing more ought to be signed; `interrupted`.
    package mutating func seal(
        _ testimonies: [NewTestimony], _ body: (SealedTestimony) -> Void
    ) throws(VaultError) {
        let recipients = try requireRecipients()
        try requireRoom(for: testimonies)
        let isSyncingEach = testimonies.count < Self.leastForFileSystemSync
        let sealer = ObjectSealer(
            folder: layout.sealing, signer: unlocked.signer, recipients: recipients,
            surroundings: surroundings, isSyncingEach: isSyncingEach)
        let permission = try requireToSign()
        var batch: [ObjectSealer.Sealed] = []
        for testimony in testimonies {
            do {
                batch.append(try sealer.seal(testimony))
            } catch {
                // What is whole goes in; what is half-made goes away.
                try commit(batch, for: recipients, isSynced: isSyncingEach, permission, body)
                try? settleSealing(permission)
                throw error
            }
            let byteCount = batch.reduce(0) { $0 + $1.byteCount }
            let leafCount = batch.reduce(0) { $0 + $1.leaves.count }
            if batch.count >= Self.batchLimits.testimonies || byteCount >= Self.batchLimits.bytes
                || leafCount >= Self.batchLimits.leaves
            {
                try commit(batch, for: recipients, isSynced: isSyncingEach, permission, body)
                batch = []
            }
        }
        try commit(batch, for: recipients, isSynced: isSyncingEach, permission, body)
    }

    /// Checks that there is room for all of it, as far as its length is known before.
    func requireRoom(for testimonies: [NewTestimony]) throws(VaultError) {
        var byteCount: Int64 = 0
        for testimony in testimonies {
            for path in testimony.files {
                // What cannot be looked at is named where it is read.
                guard let status = try? surroundings.files.statusFollowingLinks(of: path),
                    status.kind == .file
                else { continue }
                let padded = Padding.paddedByteCount(UInt64(status.byteCount))
                byteCount = byteCount.addingReportingOverflow(Int64(clamping: padded)).0
            }
            byteCount += 16 << 10
        }
        try unlocked.requireRoom(for: byteCount)
    }

    /// Gives a batch its leaves, and tells of it.
    private mutating func commit(
        _ batch: [ObjectSealer.Sealed], for recipients: [Card], isSynced: Bool,
        _ permission: SigningPermission, _ body: (SealedTestimony) -> Void
    ) throws(VaultError) {
        try take(sealed: batch.flatMap(\.leaves), isSynced: isSynced, permission)
        for sealed in batch {
            body(
                SealedTestimony(
                    id: sealed.record, attachmentCount: sealed.leaves.count - 1,
                    byteCount: sealed.byteCount, letterCount: sealed.letterCount,
                    recipients: recipients.map(\.name), renamed: sealed.renamed,
                    sources: sealed.sources))
        }
    }
}
