package import Outside
import Statements
package import SystemPackage
import TransparencyLog
package import VaultStore

/// One hand-off between a vault and a folder, as one value: read what came, meet receipts, sign for what came, put out.
///
/// Every bundle is read once. Nothing is signed before all receipts were met: one of them may show that this vault's
/// own journal went back.
struct Sync {
    let folder: HandoffFolder
    /// That the vault may sign; made when the receipts were met.
    let permission: SigningPermission
    var book: BundleBook
    /// What was read of other devices' logs, by device: each is read once.
    var copies: [String: LogCopy]
    /// The newest receipts that came now, by coordinator.
    var receipts: [Fingerprint: Receipt] = [:]
    /// Objects that came now, whose bytes are those of their leaves.
    var new: Set<ObjectID> = []
    var report: SyncReport
}

extension Store {
    /// Takes in what the folder holds for this vault, and puts there what others still lack.
    ///
    /// Doing it twice changes nothing. One bad bundle, or one bad object in it, is put aside and
    /// named in the report, while the rest goes on.
    ///
    /// - Parameters:
    ///   - path: of the folder.
    ///   - despiteFault: hands off also where this vault's own journal went back, and would sign a second history
    ///     by it: coordinators keep what comes, and mark it.
    /// - Throws: ``VaultError``: `refused` where there is no such folder; `disk`; `damaged`, also where a
    ///   receipt shows that this vault's own journal went back: then nothing was signed;
    ///   `interrupted`.
    package mutating func sync(
        with path: FilePath, despiteFault: Bool = false
    ) throws(VaultError) -> SyncReport {
        if !despiteFault { _ = try requireToSign() }
        let folder = try HandoffFolder(path, surroundings)
        let book = try unlocked.read(BundleBook.self)
        var reading = Reading(folder: folder, book: book)
        // What was read before something stopped the work is signed for all the same.
        var stop: VaultError?
        do throws(VaultError) {
            try reading.readAll(&self)
        } catch {
            stop = error
        }
        try meetReceipts(of: reading.arrivals)
        let permission = try requireToSign(despiteFault: despiteFault)
        if despiteFault { try settleSealing(permission) }
        var sync = Sync(
            folder: folder, permission: permission, book: book, copies: reading.copies,
            report: reading.report)
        try sync.take(reading.arrivals, into: &self)
        if let stop { throw stop }
        try folder.removeLeftovers(of: book.written)
        if role == .coordinator { try sync.putOutReceipts(of: &self) }
        try sync.removeAcknowledged(of: &self)
        try sync.putOutObjects(of: &self)
        for copy in sync.copies.values { note(copy.damage) }
        sync.report.damage = takeDamage()
        return sync.report
    }
}
