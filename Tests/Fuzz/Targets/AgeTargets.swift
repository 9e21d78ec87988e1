import AgeFile
import Glibc

/// What parses encodes to the same bytes.
func fuzzHeader(_ bytes: [UInt8]) {
    guard let header = try? Header(bytes) else { return }
    precondition(header.encoded == bytes, "a header has two spellings")
    _ = try? Inspection(MemorySource(bytes))
}

/// What is read is written again as the same lines.
func fuzzArmor(_ bytes: [UInt8]) {
    guard let decoded = try? drain(ArmorSource(MemorySource(bytes))) else { return }
    var sink = ArmorSink(MemorySink())
    guard (try? sink.write(decoded.span)) != nil, let written = try? sink.finish().bytes else {
        fatalError("an armor cannot be written")
    }
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    var text = Array(bytes.drop(while: isSpace))
    while let last = text.last, isSpace(last) { text.removeLast() }
    text.append(0x0a)
    // Line ends may be of two bytes; a carriage return is nothing else in an armor.
    precondition(text.filter { $0 != 0x0d } == written, "an armor has two spellings")
}

/// Every key that is read has one text, which is in the file.
func fuzzKeys(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: 0x0a).map { $0.last == 0x0d ? $0.dropLast() : $0 }
    if let recipients = try? KeyFile.recipients(in: bytes.span) {
        for recipient in recipients {
            precondition(
                lines.contains { $0.elementsEqual(recipient.description.utf8) },
                "a recipient has two spellings")
        }
    }
    if let identities = try? KeyFile.identities(in: bytes.span) {
        for identity in identities {
            let text = identity.recipient.description
            precondition(
                (try? Recipient(text)) == identity.recipient, "an identity has no public half")
        }
    }
}

/// Identities that open some of the seeds.
let identities: [Identity] = {
    guard let path = getenv("AMANAT_FUZZ_IDENTITIES"), let file = fopen(path, "r") else {
        return [.generateX25519(), .generateHybrid()]
    }
    defer { fclose(file) }
    var text = [UInt8](repeating: 0, count: KeyFile.maximumByteCount)
    let count = fread(&text, 1, text.count, file)
    guard let identities = try? KeyFile.identities(in: text.span.extracting(first: count)) else {
        fatalError("the file of identities is none")
    }
    return identities
}()

private let passphrase = Passphrase("password")

/// A whole file opens or does not, streaming and at random, with the same plaintext.
func fuzzOpen(_ bytes: [UInt8]) {
    _ = try? Inspection(MemorySource(bytes))
    _ = try? Age.open(bytes, passphrase: passphrase, maximumLogN: 10, limit: 1 << 22)
    let streamed = try? Age.open(bytes, identities: identities, limit: 1 << 22)
    guard !Armor.isLikely(bytes.span) else { return }
    precondition(openAtRandom(bytes, identities) == streamed, "random access differs")
}

/// A file that is sealed here and then damaged as the input says never opens to anything else than
/// a beginning of what was sealed.
func fuzzDamage(_ bytes: [UInt8]) {
    guard bytes.count > 4 else { return }
    let identity = identities[0]
    let byteCount = (Int(bytes[0]) << 8 | Int(bytes[1])) * 5
    let plaintext = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    guard let sealed = try? Age.seal(plaintext.span, to: [identity.recipient]) else {
        fatalError("a file cannot be sealed")
    }
    var file = sealed
    for step in stride(from: 2, to: bytes.count - 3, by: 4) {
        let place = (Int(bytes[step + 1]) << 16 | Int(bytes[step + 2]) << 8) % max(1, file.count)
        switch bytes[step] % 4 {
        case 0: if !file.isEmpty { file[place] ^= bytes[step + 3] }
        case 1: file.removeSubrange(min(place, file.count)...)
        case 2: file.insert(bytes[step + 3], at: place)
        default: file.removeSubrange(place..<min(file.count, place + 65_552))
        }
    }
    var given: [UInt8] = []
    var isWhole = false
    do {
        var reader = try AgeReader(MemorySource(file), identities: [identity])
        while try reader.readChunk({ chunk in
            for index in chunk.indices { given.append(chunk[index]) }
        }) {}
        isWhole = true
    } catch {}
    precondition(plaintext.starts(with: given), "something else was given out")
    precondition(isWhole == (file == sealed), "damage was not noticed, or seen where there is none")
    precondition(
        openAtRandom(file, [identity]) == (isWhole ? plaintext : nil), "random access differs")
}

// MARK: Helpers

/// All that an armor holds.
private func drain(_ source: consuming ArmorSource<MemorySource>) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1000)
    while true {
        var span = buffer.mutableSpan
        let count = try source.read(into: &span)
        if count == 0 { return bytes }
        bytes += buffer[..<count]
    }
}

/// The plaintext, read from the last chunk to the first; nil where any of it does not open.
private func openAtRandom(_ file: [UInt8], _ identities: [Identity]) -> [UInt8]? {
    do {
        var reader = try AgeRandomAccessReader(MemorySource(file), identities: identities)
        var plaintext = [UInt8](repeating: 0, count: reader.byteCount)
        var end = plaintext.count
        while end > 0 {
            let start = max(0, end - 50_000)
            var piece = [UInt8](repeating: 0, count: end - start)
            var span = piece.mutableSpan
            let count = try reader.read(at: start, into: &span)
            precondition(count == piece.count, "too little was read")
            plaintext.replaceSubrange(start..<end, with: piece)
            end = start
        }
        return plaintext
    } catch {
        return nil
    }
}
