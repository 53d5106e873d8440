"""The spine's geometry and the drawings made from it."""

import math
import re

import pytest

from course.model.body import body, muscles
from course.model.drawing import drawing, part_ids
from course.model.outline import outlines
from course.model.solids import Mesh, Solid, mesh, mirrored, tube
from course.model.spine import levels, spine

BONES = [part for part in spine() if part.kind == "bone"]
DISCS = [part for part in spine() if part.kind == "disc"]
VERTEBRAE = [
    f"{region}{i}" for region, n in (("C", 7), ("T", 12), ("L", 5)) for i in range(1, n + 1)
]


def points(part):
    return [p for solid in part.solids for ring in solid.rings for p in ring]


def centre_of_body(part):
    body_points = [p for ring in part.solids[0].rings for p in ring]
    return [sum(p[q] for p in body_points) / len(body_points) for q in range(3)]


def volume(shape: Mesh) -> float:
    total = 0.0
    for a, b, c in shape.triangles:
        (ax, ay, az), (bx, by, bz), (cx, cy, cz) = (shape.vertices[i] for i in (a, b, c))
        total += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
    return total / 6


def numbers(d: str) -> list[float]:
    return [float(n) for n in re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+)", d)]


def test_spine_has_24_vertebrae_a_sacrum_and_a_coccyx():
    assert [bone.id for bone in BONES] == [*VERTEBRAE, "sacrum", "coccyx"]


def test_spine_has_23_discs_from_c2_c3_to_l5_s1():
    below = [*VERTEBRAE[2:], "S1"]
    assert [d.id for d in DISCS] == [f"{a}/{b}" for a, b in zip(VERTEBRAE[1:], below, strict=True)]
    assert len(DISCS) == 23


def test_regions_have_7_12_5_1_and_1_bones():
    regions = ["neck", "chest", "low back", "sacrum", "tailbone"]
    counts = [sum(bone.region == region for bone in BONES) for region in regions]
    assert counts == [7, 12, 5, 1, 1]


def test_no_disc_touches_c1():
    assert not [disc for disc in DISCS if "C1" in disc.id.split("/")]


def test_bones_follow_each_other_downwards():
    heights = [centre_of_body(bone)[2] for bone in BONES]
    assert heights == sorted(heights, reverse=True)


@pytest.mark.parametrize(
    ("upper", "middle", "lower", "inwards"),
    [("C2", "C4", "C7", True), ("T1", "T7", "T12", False), ("L1", "L3", "L5", True)],
)
def test_neck_and_low_back_bend_inwards_and_the_chest_outwards(upper, middle, lower, inwards):
    at = {bone.id: centre_of_body(bone) for bone in BONES}
    (_, y1, z1), (_, y2, z2), (_, y3, z3) = at[upper], at[middle], at[lower]
    on_the_line = y1 + (y3 - y1) * (z2 - z1) / (z3 - z1)
    assert (y2 > on_the_line) == inwards


def test_head_stands_over_the_sacrum():
    at = {bone.id: centre_of_body(bone) for bone in BONES}
    assert abs(at["C1"][1] - at["L5"][1]) < 50


def test_both_sides_of_every_part_are_alike():
    for part in spine():
        shape = {(round(x, 3), round(y, 3), round(z, 3)) for x, y, z in points(part)}
        widths = [x for x, _, _ in shape]
        assert max(widths) == pytest.approx(-min(widths), abs=0.01), part.id


def test_discs_lie_between_their_neighbours():
    order = [centre_of_body(p)[2] for p in spine() if p.id not in {"C1", "sacrum", "coccyx"}]
    assert order == sorted(order, reverse=True)


def test_bodies_grow_from_the_neck_to_the_lower_back():
    widths = {level.name: level.half_width for level in levels()}
    assert widths["C3"] < widths["T12"] < widths["L5"]


def test_every_body_and_disc_faces_outwards():
    for part in spine():
        assert volume(mesh(part.solids[:1])) > 0, part.id


def test_mirrored_solid_still_faces_outwards():
    bar = tube([(5, 0, 0), (9, 0, 0)], [(1, 1), (1, 1)], (0, 0, 1), shows=(True, True))
    there, here = volume(mesh([bar])), volume(mesh([mirrored(bar)]))
    assert there > 0
    assert here == pytest.approx(there)


def test_outline_of_a_ball_is_a_circle_of_its_size():
    rings = []
    for up in range(1, 24):
        r, z = 20 * math.sin(math.pi * up / 24), 20 * math.cos(math.pi * up / 24)
        rings.append(
            tuple(
                (r * math.cos(2 * math.pi * i / 24), r * math.sin(2 * math.pi * i / 24), z)
                for i in range(24)
            )
        )
    (loop,) = outlines([Solid(tuple(rings))], (1, 2), 0.25)
    assert all(19 < math.hypot(x, y) < 20.6 for x, y in loop)


def test_outline_keeps_a_hole():
    ring = [
        (0.0, 20 * math.cos(a), 20 * math.sin(a)) for a in [math.pi * k / 12 for k in range(25)]
    ]
    wheel = tube(ring, [(3, 3)] * 25, (1, 0, 0), shows=(False, False))
    assert len(outlines([wheel], (1, 2), 0.3)) == 2


def test_drawing_and_geometry_have_the_same_bones_and_discs():
    flat = drawing("spine")
    assert [part.id for part in flat.parts] == [bone.id for bone in BONES]
    assert len(flat.background) == len(DISCS)


def test_neck_drawing_shows_c1_to_t1_and_gives_no_disc_away():
    flat = drawing("neck")
    assert [part.id for part in flat.parts] == ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "T1"]
    assert flat.background == ()


@pytest.mark.parametrize("name", ["spine", "neck", "back-muscles"])
def test_the_ids_of_a_drawing_are_known_without_drawing_it(name):
    assert part_ids(name) == tuple(part.id for part in drawing(name).parts)


@pytest.mark.parametrize("name", ["spine", "neck", "back-muscles"])
def test_paths_start_inside_the_viewbox(name):
    flat = drawing(name)
    left, top, width, height = flat.viewbox
    for part in flat.parts:
        for start in re.findall(r"M[^qL]+", part.path_d):
            x, y = numbers(start)
            assert left <= x <= left + width, part.id
            assert top <= y <= top + height, part.id


def test_hit_targets_of_the_neck_are_at_least_24_px_at_300_px_width():
    flat = drawing("neck")
    scale = 300 / flat.viewbox[2]
    shapes = {bone.id: [p[1:] for p in points(bone)] for bone in BONES}
    for part in flat.parts:
        for axis in (0, 1):
            values = [p[axis] for p in shapes[part.id]]
            assert (max(values) - min(values)) * scale >= 24, part.id


def test_hit_targets_of_the_back_are_at_least_24_px_at_300_px_width():
    flat = drawing("back-muscles")
    scale = 300 / flat.viewbox[2]
    for part in flat.parts:
        biggest = 0.0
        for piece in part.path_d.split("M")[1:]:
            values = numbers(piece)
            x, y = values[::2], values[1::2]
            biggest = max(biggest, min(max(x) - min(x), max(y) - min(y)) * scale)
        assert biggest >= 24, part.id


def test_paths_of_the_spine_are_small():
    flat = drawing("spine")
    assert sum(len(d) for d in [*flat.background, *(p.path_d for p in flat.parts)]) < 30_000


def test_unknown_drawing_names_the_known_ones():
    with pytest.raises(KeyError, match="spine, neck, back-muscles"):
        drawing("knee")
    with pytest.raises(KeyError, match="There are: spine"):
        part_ids("knee")


def test_muscles_have_areas_on_both_sides_of_the_body():
    for view, middle in (("front", 15.8), ("back", 52.5)):
        for muscle in muscles(view):
            sides = {sum(x for x, _ in p) / len(p) < middle for p in muscle.polygons}
            assert sides == {True, False}, muscle.id


def test_no_area_belongs_to_two_muscles():
    seen = [p for view in ("front", "back") for m in muscles(view) for p in m.polygons]
    assert len(seen) == len(set(seen))
    assert set(seen) <= {*body("front"), *body("back")}
