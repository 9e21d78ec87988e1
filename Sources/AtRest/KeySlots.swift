package import SafeSodium

/// The file `keyslots`: the master key, wrapped by a passphrase through Argon2id.
///
/// ```
/// offset  size
/// 0       19    "amanat-keyslots/v1" 0x0A
/// 19      4     Argon2id passes
/// 23      4     Argon2id memory in KiB
/// 27      16    salt
/// 43      576   8 slots of 72: nonce || XChaCha20-Poly1305(master key)
/// 619     32    SHA-256 of the 619 bytes before
/// ```
/// Source: the page *The vault's folder*, "Key slots".
package struct KeySlots: Hashable, Sendable {
    package static let byteCount = 651
    package static let masterKeyByteCount = 32

    private static let magic = Array("amanat-keyslots/v1\n".utf8)
    private static let slotCount = 8
    private static let slotByteCount = masterKeyByteCount + XChaCha20Poly1305.overhead
    private static let parametersByteCount = 43

    /// What one try of a passphrase costs.
    package let cost: Argon2Cost

    /// The file, without its checksum.
    private let body: [UInt8]

    /// Wraps a master key under a passphrase. The other slots are filled with random bytes.
    ///
    /// - Throws: ``AtRestError/outOfMemory(memoryKiB:)``.
    package init(
        wrapping masterKey: borrowing SecretBytes, under passphrase: borrowing SecretBytes,
        cost: Argon2Cost
    ) throws(AtRestError) {
        precondition(masterKey.byteCount == Self.masterKeyByteCount, "a master key is 32 bytes")
        let salt = Random.bytes(PasswordHash.saltByteCount)
        let parameters =
            Self.magic + Self.bigEndian(cost.operations) + Self.bigEndian(cost.memoryKiB) + salt
        let key = try Self.wrappingKey(passphrase, salt: salt, cost: cost)
        let used = Int(Random.number(below: UInt32(Self.slotCount)))
        var body = parameters
        for slot in 0..<Self.slotCount {
            body +=
                slot == used
                ? XChaCha20Poly1305.seal(masterKey.bytes, key: key, authenticating: parameters)
                : Random.bytes(Self.slotByteCount)
        }
        self.cost = cost
        self.body = body
    }

    /// The file's bytes.
    package var encoded: [UInt8] { body + SHA256Hash(of: body).bytes }

    /// Reads the file.
    ///
    /// - Throws: ``AtRestError/damaged(place:)`` where length, checksum, magic or limits do not
    ///   hold.
    package init(parsing bytes: [UInt8]) throws(AtRestError) {
        let damaged = AtRestError.damaged(place: "keyslots")
        guard bytes.count == Self.byteCount else { throw damaged }
        let body = Array(bytes.dropLast(SHA256Hash.byteCount))
        guard SHA256Hash(of: body).bytes == Array(bytes.suffix(SHA256Hash.byteCount)),
            body.starts(with: Self.magic),
            let cost = Argon2Cost(
                operations: Self.number(body[19..<23]), memoryKiB: Self.number(body[23..<27]))
        else { throw damaged }
        self.cost = cost
        self.body = body
    }

    /// The master key.
    ///
    /// - Throws: ``AtRestError/wrongPassphrase``; ``AtRestError/outOfMemory(memoryKiB:)``.
    package func masterKey(
        openedBy passphrase: borrowing SecretBytes
    ) throws(AtRestError) -> SecretBytes {
        let parameters = Array(body[..<Self.parametersByteCount])
        let key = try Self.wrappingKey(passphrase, salt: Array(parameters[27..<43]), cost: cost)
        for slot in 0..<Self.slotCount {
            let start = Self.parametersByteCount + slot * Self.slotByteCount
            let sealed = Array(body[start..<start + Self.slotByteCount])
            do {
                return try XChaCha20Poly1305.open(sealed.span, key: key, authenticating: parameters)
            } catch {
                continue  // not this slot
            }
        }
        throw .wrongPassphrase
    }

    private static func wrappingKey(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], cost: Argon2Cost
    ) throws(AtRestError) -> SecretBytes {
        do {
            return try PasswordHash.argon2id(passphrase: passphrase, salt: salt, cost: cost)
        } catch {
            throw .outOfMemory(memoryKiB: cost.memoryKiB)
        }
    }

    private static func bigEndian(_ number: UInt32) -> [UInt8] {
        stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
