package import SafeSodium

/// The file `keyslots`: the master key, wrapped by up to eight passphrases through one Argon2id.
///
/// ```
/// offset  size
/// 0       19    "amanat-keyslots/v2" 0x0A
/// 19      4     Argon2id passes
/// 23      4     Argon2id memory in KiB
/// 27      16    salt
/// 43      576   8 slots of 72: nonce || XChaCha20-Poly1305(master key)
/// 619     104   nonce || XChaCha20-Poly1305(table): which slots are in use; see ``SlotTable``
/// 723     32    SHA-256 of the 723 bytes before
/// ```
/// Salt and cost are the file's, so one derivation tries all slots. Source: the page *The vault's folder*, "Key
/// slots".
package struct KeySlots: Hashable, Sendable {
    package static let byteCount = 755
    package static let masterKeyByteCount = 32
    package static let slotCount = 8

    static let magic = Array("amanat-keyslots/v2\n".utf8)
    static let slotByteCount = masterKeyByteCount + XChaCha20Poly1305.overhead
    static let parametersByteCount = 43
    /// Where the table begins.
    static let tableOffset = parametersByteCount + slotCount * slotByteCount

    /// What one try of a passphrase costs.
    package let cost: Argon2Cost

    /// The file, without its checksum.
    let body: [UInt8]

    init(cost: Argon2Cost, body: [UInt8]) {
        precondition(
            body.count == Self.byteCount - SHA256Hash.byteCount, "key slots have one length")
        self.cost = cost
        self.body = body
    }

    /// The file's bytes.
    package var encoded: [UInt8] { body + SHA256Hash(of: body).bytes }

    /// Reads the file.
    ///
    /// - Throws: ``AtRestError/otherVersion(place:isEarlier:)`` where it is whole, and of another version;
    ///   ``AtRestError/damaged(place:)`` where length, checksum, magic or limits do not hold.
    package init(parsing bytes: [UInt8]) throws(AtRestError) {
        let damaged = AtRestError.damaged(place: "keyslots")
        // Every version ends in the SHA-256 of what is before it.
        guard bytes.count >= SHA256Hash.byteCount else { throw damaged }
        let body = Array(bytes.dropLast(SHA256Hash.byteCount))
        guard SHA256Hash(of: body).bytes == Array(bytes.suffix(SHA256Hash.byteCount)) else {
            throw damaged
        }
        if let version = Self.version(of: body), version != 2 {
            throw .otherVersion(place: "keyslots", isEarlier: version < 2)
        }
        guard bytes.count == Self.byteCount, body.starts(with: Self.magic),
            let cost = Argon2Cost(
                operations: Self.number(body[19..<23]), memoryKiB: Self.number(body[23..<27]))
        else { throw damaged }
        self.init(cost: cost, body: body)
    }

    /// The number in `amanat-keyslots/vN`; nil where there is none, or it is not written so.
    private static func version(of body: [UInt8]) -> Int? {
        let prefix = Array("amanat-keyslots/v".utf8)
        guard body.starts(with: prefix), let end = body.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        let text = String(decoding: body[prefix.count..<end], as: UTF8.self)
        guard let number = Int(text), number > 0, text == String(number) else { return nil }
        return number
    }

    /// What slots and table are bound to: magic, cost and salt.
    var parameters: [UInt8] { Array(body[..<Self.parametersByteCount]) }

    func slot(_ number: Int) -> [UInt8] {
        Array(body[Self.place(of: number)])
    }

    static func place(of slot: Int) -> Range<Int> {
        let start = parametersByteCount + slot * slotByteCount
        return start..<start + slotByteCount
    }

    static func parameters(_ cost: Argon2Cost, salt: [UInt8]) -> [UInt8] {
        magic + bigEndian(cost.operations) + bigEndian(cost.memoryKiB) + salt
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
