"""Drawing by name: the screens that a job draws once it has asked the registry."""

from collections.abc import Mapping

from handlers import booking, directory, visits
from handlers.looking import Draw, Drawn
from handlers.navigation import Go, Place
from handlers.scene import Scene

DRAW: Mapping[Place, Draw] = {
    Place.DOCTOR: directory.draw_doctor,
    Place.BOOKING: booking.draw,
    Place.VISITS: visits.draw_coming,
    Place.PAST_VISITS: visits.draw_past,
    Place.VISIT: visits.draw_one,
}


async def draw(scene: Scene, go: str) -> Drawn:
    """Draw the screen to which the callback data *go* leads."""
    target = Go.unpack(go)
    return await DRAW[target.to](scene, target)
