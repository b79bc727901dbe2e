"""Drawing by name: the screens that a job draws once it has asked the registry."""

from collections.abc import Mapping

from handlers.booking import booking
from handlers.directory import directory
from handlers.ground.context import Context
from handlers.ground.loading import Render, Rendered
from handlers.ground.navigation import Go, Place
from handlers.visits import visits

DRAW: Mapping[Place, Render] = {
    Place.DOCTOR: directory.render_doctor,
    Place.BOOKING: booking.render,
    Place.VISITS: visits.render_coming,
    Place.PAST_VISITS: visits.render_past,
    Place.VISIT: visits.render_one,
}


async def render(context: Context, go: str) -> Rendered:
    """Draw the screen to which the callback data *go* leads."""
    target = Go.unpack(go)
    return await DRAW[target.to](context, target)
