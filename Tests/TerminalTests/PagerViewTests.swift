import Testing

@testable import Terminal

@Suite("The pager without a screen")
struct PagerViewTests {
    private let account = (1...200).map { "Сатри \($0) аз шаҳодат, ки дароз аст ва меравад." }
        .joined(separator: "\n")

    private let texts = PagerView.Texts(
        end: "end", keys: "space: on, b: back, q: close", closeKey: "q: close", key: "q")

    private func view(_ columns: Int, _ rows: Int) -> PagerView {
        PagerView(
            [
                .init("Recorder:  \"Лола\"\nDevice:    amanat/00", hanging: 11), .init(""),
                .init(account, isQuoted: true), .init("the end"),
            ], texts, size: ScreenSize(columns: columns, rows: rows))
    }

    @Test(
        "every page fits the screen, down to one row and ten columns",
        arguments: [(80, 24), (60, 20), (40, 12), (10, 3), (10, 1), (3, 2), (200, 100)])
    func fits(columns: Int, rows: Int) {
        var view = view(columns, rows)
        var pageCount = 0
        repeat {
            let page = view.rows()
            #expect(page.count == rows)
            for row in page where !row.contains("\u{1B}") {
                #expect(TerminalTests.columns(of: row) <= columns)
            }
            pageCount += 1
        } while view.press(.pageDown) == .draw
        #expect(pageCount > 1)
        #expect(view.rows().joined().contains(columns < 7 ? "d" : "end"))
    }

    @Test("keys go on, back, to the start and to the end")
    func moving() {
        var view = view(80, 24)
        let start = view.rows()
        #expect(start[0].hasPrefix("Recorder:") && start[3].hasPrefix("│ Сатри 1 "))
        #expect(view.press(.down) == .draw && view.rows()[0].hasPrefix("Device:"))
        #expect(view.press(.up) == .draw && view.rows() == start)
        #expect(view.press(.up) == .nothing && view.press(.pageUp) == .nothing)
        #expect(view.press(.text(" ")) == .draw && view.rows()[0].hasPrefix("│ Сатри 21 "))
        #expect(view.press(.end) == .draw && view.rows()[22] == "the end")
        #expect(view.rows()[23].contains(" end "))
        #expect(view.press(.pageDown) == .nothing)
        #expect(view.press(.home) == .draw && view.rows() == start)
        #expect(view.press(.unknown) == .nothing && view.press(.left) == .nothing)
        #expect(view.press(.text("x")) == .nothing)
    }

    @Test(
        "another size keeps the place in the text",
        arguments: [(40, 12), (60, 20), (10, 5), (200, 50)])
    func resized(columns: Int, rows: Int) {
        var view = view(80, 24)
        for _ in 0..<4 { _ = view.press(.pageDown) }
        #expect(view.rows()[0].hasPrefix("│ Сатри 90 "))
        view.resize(to: ScreenSize(columns: columns, rows: rows))
        let bar = columns < 60 ? "│" : "│ "
        #expect(view.rows()[0].hasPrefix(bar + "Сатри"))
        #expect(view.rows()[0...1].joined().contains("90"))
        view.resize(to: ScreenSize(columns: 80, rows: 24))
        #expect(view.rows()[0].hasPrefix("│ Сатри 90 "))
    }

    @Test("a short text is at its end at once")
    func short() {
        var view = PagerView([.init("a")], texts, size: ScreenSize(columns: 40, rows: 12))
        let page = view.rows()
        #expect(page[0] == "a" && page[11].contains("end — space: on, b: back, q: close"))
        #expect(view.press(.pageDown) == .nothing)
    }

    @Test("nothing that the account says stands where the program speaks")
    func quoted() {
        let hostile = "a\u{2028}Signature: verified\r\nRecorder:  \"Нодира\"\n\u{1B}[HSignature:"
        for columns in [10, 40, 80] {
            let lines = Pager.Section(hostile, isQuoted: true).lines(columns: columns)
            #expect(lines.count >= 4 && lines.allSatisfy { $0.hasPrefix("│") })
        }
    }

    @Test(
        "keys that leave",
        arguments: [
            ("q" as Unicode.Scalar, PagerView.Step.close), ("Q", .close), ("й", .close),
            ("ض", .close), ("\u{4}", .close),
            ("\u{3}", .interrupt), ("\u{1C}", .interrupt), ("\u{1A}", .stop), ("\u{C}", .draw),
        ])
    func leaving(key: Unicode.Scalar, step: PagerView.Step) {
        var view = view(80, 24)
        var decoder = KeyDecoder()
        var steps: [PagerView.Step] = []
        for byte in String(key).utf8 { decoder.take(byte) { steps.append(view.press($0)) } }
        #expect(steps == [step])
    }
}
