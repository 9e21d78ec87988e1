package import DurableFiles
package import Outside
import SafeSodium

/// Room that is kept on the disk, so that a vault on a full one can still be handed off and pruned: both need a
/// little room for the journal and boxes before they can make any.
///
/// Source: the page *The vault's folder*, "Reserve".
extension Unlocked {
    package static let reserveByteCount = 2 << 20
    /// With so much room the reserve is made again.
    private static let roomToRestore: Int64 = 64 << 20

    /// Gives the reserve free where the disk is nearly full, and makes it again where there is room. What cannot
    /// be done is left: the vault works without.
    func settleReserve() {
        guard let free = try? files.freeByteCount(of: layout.root) else { return }
        if free < Int64(Self.reserveByteCount) {
            try? files.remove(layout.reserve)
        } else if free > Self.roomToRestore, (try? files.status(of: layout.reserve)) == .some(nil) {
            try? makeReserve()
        }
    }

    /// Random bytes: a file system must not store them in less room.
    func makeReserve() throws(FileError) {
        let filling = Random.bytes(Self.reserveByteCount)
        try files.replaceAtomically(layout.reserve, with: filling.span)
    }

    /// Checks that there is room for something before any of it is written, and enough left over for journal
    /// and boxes.
    ///
    /// - Throws: ``VaultError`` of the kind `disk`.
    package func requireRoom(for byteCount: Int64) throws(VaultError) {
        try layout.requireRoom(for: byteCount, files)
    }
}

extension VaultLayout {
    /// The same of a vault that is not unlocked; there the reserve counts as free.
    ///
    /// - Parameter isForBundle: whether a bundle brings it.
    /// - Throws: ``VaultError`` of the kind `disk`.
    package func requireRoom(
        for byteCount: Int64, _ files: Files, isForBundle: Bool = false
    ) throws(VaultError) {
        // A disk that does not say how full it is shows it when it is written.
        guard var free = try? files.freeByteCount(of: root) else { return }
        if free < Int64(Unlocked.reserveByteCount), let reserve = try? files.status(of: reserve) {
            free += reserve.byteCount
        }
        let (sum, overflow) = byteCount.addingReportingOverflow(Int64(Unlocked.reserveByteCount))
        let needed = overflow ? Int64.max : sum
        guard free < needed else { return }
        throw VaultError(
            isForBundle
                ? StoreReason.noRoomForBundle(neededByteCount: needed, freeByteCount: free)
                : StoreReason.noRoom(neededByteCount: needed, freeByteCount: free))
    }
}
