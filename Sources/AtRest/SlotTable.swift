import SafeSodium

/// Which key slots are in use, and since when: what only whoever has the master key may know.
///
/// ```
/// 8 × 8 bytes: seconds since 1970 at which the slot was filled, big endian; 0 for a slot that is not in use
/// ```
/// It is sealed under `HKDF(master key, "amanat/v1 slots")`, bound to all the bytes before it. So it also shows
/// that whoever has the master key wrote the slots: one that was put back from an older file is found.
package struct SlotTable: Hashable, Sendable {
    static let byteCount = KeySlots.slotCount * 8
    static let sealedByteCount = byteCount + XChaCha20Poly1305.overhead

    /// By slot; nil for one that is not in use.
    package internal(set) var filledAt: [UInt64?]

    init() {
        filledAt = [UInt64?](repeating: nil, count: KeySlots.slotCount)
    }

    /// How many passphrases open the vault.
    package var count: Int { filledAt.count { $0 != nil } }

    /// Seals the table that follows the parameters and slots that it is of.
    func sealed(after body: [UInt8], masterKey: borrowing SecretBytes) -> [UInt8] {
        var bytes: [UInt8] = []
        for time in filledAt {
            let number = time.map { max($0, 1) } ?? 0
            bytes += stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: number >> $0)
            }
        }
        let key = Self.key(masterKey)
        return XChaCha20Poly1305.seal(bytes.span, key: key, authenticating: body)
    }

    /// Opens the table of a file; nil where another hand changed the file.
    init?(of slots: KeySlots, masterKey: borrowing SecretBytes) {
        let sealed = Array(slots.body[KeySlots.tableOffset...])
        let key = Self.key(masterKey)
        let body = Array(slots.body[..<KeySlots.tableOffset])
        guard
            let table = try? XChaCha20Poly1305.open(sealed.span, key: key, authenticating: body),
            table.byteCount == Self.byteCount
        else { return nil }
        self.init()
        let bytes = [UInt8](table.bytes)
        for slot in 0..<KeySlots.slotCount {
            let number = bytes[slot * 8..<slot * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            filledAt[slot] = number == 0 ? nil : number
        }
    }

    private static func key(_ masterKey: borrowing SecretBytes) -> SecretBytes {
        HKDFSHA256.key(from: masterKey.bytes, info: "amanat/v1 slots")
    }
}
