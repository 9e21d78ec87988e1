import SafeSodium

/// Writes whatever it is given as an ``Armor``.
///
/// ```swift
/// var writer = try AgeWriter(to: recipients, writing: ArmorSink(file))
/// try writer.write(bytes)
/// let file = try writer.finish().finish()
/// ```
public struct ArmorSink<Sink: ByteSink & ~Copyable>: ByteSink, ~Copyable {
    private var sink: Sink
    private let isArmoring: Bool
    private var hasBegun = false
    /// Bytes that do not fill a line yet.
    private var partialLine: [UInt8] = []

    private static var textByteCount: Int { 1 << 16 }

    /// An armor that is written to `sink`; with `armored` false, bytes pass as they are.
    public init(_ sink: consuming Sink, armored isArmoring: Bool = true) {
        self.sink = sink
        self.isArmoring = isArmoring
    }

    /// Writes the lines that these bytes fill.
    public mutating func write(_ bytes: Span<UInt8>) throws {
        guard isArmoring else { return try sink.write(bytes) }
        var text: [UInt8] = []
        if !hasBegun { text += "\(Armor.begin)\n".utf8 }
        hasBegun = true
        var done = 0
        while bytes.count - done + partialLine.count >= Armor.lineByteCount {
            let count = Armor.lineByteCount - partialLine.count
            let line = bytes.extracting(done..<(done + count))
            done += count
            if partialLine.isEmpty {
                Base64.append(line, to: &text, padding: .required)
            } else {
                partialLine.append(line)
                Base64.append(partialLine.span, to: &text, padding: .required)
                partialLine.removeAll(keepingCapacity: true)
            }
            text.append(UInt8(ascii: "\n"))
            if text.count >= Self.textByteCount {
                try sink.write(text.span)
                text.removeAll(keepingCapacity: true)
            }
        }
        partialLine.append(bytes.extracting(droppingFirst: done))
        if !text.isEmpty { try sink.write(text.span) }
    }

    /// Writes the last lines, and gives the sink back.
    ///
    /// - Throws: what the sink throws.
    public consuming func finish() throws -> Sink {
        guard isArmoring else { return sink }
        var text: [UInt8] = []
        if !hasBegun { text += "\(Armor.begin)\n".utf8 }
        if !partialLine.isEmpty {
            Base64.append(partialLine.span, to: &text, padding: .required)
            text.append(UInt8(ascii: "\n"))
        }
        text += "\(Armor.end)\n".utf8
        try sink.write(text.span)
        return sink
    }
}
