import DurableFiles
import SafeSodium

/// Room that is kept on the disk, so that a vault on a full one can still be handed off and pruned: both need a
/// little room for the journal and boxes before they can make any.
///
/// Source: the page *The vault's folder*, "Reserve".
extension VaultCore {
    static let reserveByteCount = 2 << 20
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
    func requireRoom(for byteCount: Int64, _ what: String) throws(VaultError) {
        try Self.requireRoom(for: byteCount, what, in: layout, files)
    }

    /// The same of a vault that is not unlocked; there the reserve counts as free.
    static func requireRoom(
        for byteCount: Int64, _ what: String, in layout: VaultLayout, _ files: Files
    ) throws(VaultError) {
        // A disk that does not say how full it is shows it when it is written.
        guard var free = try? files.freeByteCount(of: layout.root) else { return }
        if free < Int64(Self.reserveByteCount), let reserve = try? files.status(of: layout.reserve)
        {
            free += reserve.byteCount
        }
        let (sum, overflow) = byteCount.addingReportingOverflow(Int64(Self.reserveByteCount))
        let needed = overflow ? Int64.max : sum
        guard free < needed else { return }
        throw VaultError(
            .disk,
            "the disk is full: \(what) needs \(Self.mebibytes(needed)) MiB, and "
                + "\(Self.mebibytes(free)) MiB are free; nothing was written",
            hint: "make room: `amanat sync FOLDER` hands off, and `amanat prune` removes what was "
                + "signed for")
    }

    private static func mebibytes(_ byteCount: Int64) -> String {
        let tenths = ((byteCount & 0xF_FFFF) * 10) >> 20
        return "\(byteCount >> 20).\(tenths)"
    }
}
